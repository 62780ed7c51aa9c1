-- What has happened lately ------------------------------------------------------------------------------

alter table run add column noted_at timestamptz; -- when its notes or what was learnt changed last
create index run_created on run (created_at desc, id desc);
create index run_ended on run (ended_at desc, id desc) where ended_at is not null;
create index run_noted on run (noted_at desc, id desc) where noted_at is not null;
-- the few that are at work are found among all that have ended
create index run_by_status on run (status, id desc);
