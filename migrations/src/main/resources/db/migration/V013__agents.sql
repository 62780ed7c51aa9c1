-- Agents that have long been silent are forgotten; jobs that they did stay.
alter table job
  drop constraint job_agent_id_fkey,
  add constraint job_agent_id_fkey foreign key (agent_id) references agent (id) on delete set null;
-- else each that goes is looked for in all jobs
create index job_by_agent on job (agent_id) where agent_id is not null;
