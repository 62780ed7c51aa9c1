-- Pausing ------------------------------------------------------------------------------------------------

-- A paused job keeps its run; nobody takes it until it is resumed.
alter table run drop constraint run_status_check;
alter table run add constraint run_status_check
  check (status in ('QUEUED', 'RUNNING', 'PAUSED', 'FINISHED', 'FAILED', 'KILLED', 'LOST'));
alter table job drop constraint job_status_check;
alter table job add constraint job_status_check
  check (status in ('QUEUED', 'LEASED', 'PAUSED', 'FINISHED', 'FAILED', 'CANCELLED'));
alter table job add column pause_requested boolean not null default false;

-- What is wanted of leased jobs, which every server looks at once a second for those who wait to hear of it.
create index job_asked on job (lease_id) where status = 'LEASED' and (stop_requested or pause_requested);

-- Recipes ------------------------------------------------------------------------------------------------

-- False for agents that have not said what they can do: they are given any job.
alter table agent add column lists_recipes boolean not null default false;

create table agent_recipe (
  agent_id uuid not null references agent (id) on delete cascade,
  name     text not null check (length(name) between 1 and 100),
  schema   json not null,                -- JSON schema of the params; keeps the order that a form shows
  told_at  timestamptz not null,
  primary key (agent_id, name)
);
create index agent_recipe_name on agent_recipe (name, told_at desc);
