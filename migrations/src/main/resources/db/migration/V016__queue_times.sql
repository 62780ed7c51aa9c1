-- When the next of the jobs is due that wait for their time.
create index job_time on job (not_before) where status = 'QUEUED' and not_before is not null;
