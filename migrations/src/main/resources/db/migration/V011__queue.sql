-- Agents -------------------------------------------------------------------------------------------------

alter table agent
  add column labels      text[] not null default '{}',
  add column slots       integer not null default 1 check (slots >= 1),
  -- the agent's clock minus the server's when it registered; null when it did not say
  add column skew_millis bigint,
  add column wanted      text not null default 'WORK' check (wanted in ('WORK', 'DRAIN', 'STOP'));

-- Schedules ----------------------------------------------------------------------------------------------

create table schedule (
  id         uuid primary key,
  name       text not null unique check (length(name) between 1 and 250),
  cron       text not null,
  zone       text not null,
  job        json not null,                     -- what is submitted each time
  paused     boolean not null default false,
  next_at    timestamptz,                       -- null when the expression has no further time
  last_at    timestamptz,
  last_note  text,                              -- why nothing was submitted the last time
  created_by uuid not null references app_user (id),
  created_at timestamptz not null
);
create index schedule_due on schedule (next_at) where not paused;

-- Jobs ---------------------------------------------------------------------------------------------------

alter table job
  add column labels          text[] not null default '{}',
  add column memory_bytes    bigint not null default 0 check (memory_bytes >= 0),
  add column devices         jsonb not null default '{}',           -- how many of each type
  add column retries         integer not null default 0 check (retries >= 0),
  add column backoff_seconds integer not null default 10 check (backoff_seconds >= 0),
  add column not_before      timestamptz,
  add column failures        integer not null default 0,            -- attempts that failed
  add column losses          integer not null default 0,            -- attempts whose agent was lost
  add column wish            text not null default 'GO_ON' check (wish in ('GO_ON', 'HAND_BACK', 'PAUSE', 'STOP')),
  add column slot            integer,
  add column schedule_id     uuid references schedule (id) on delete set null;
update job set losses = attempt - case when status = 'LEASED' then 1 else 0 end where status in ('QUEUED', 'LEASED', 'PAUSED') and attempt > 0;
update job set wish = case when stop_requested then 'STOP' when pause_requested then 'PAUSE' else 'GO_ON' end where status = 'LEASED';
drop index job_asked;
alter table job drop column stop_requested, drop column pause_requested;
create index job_asked on job (lease_id) where status = 'LEASED' and wish <> 'GO_ON';
create index job_of_schedule on job (schedule_id, id) where schedule_id is not null;

-- What a job still waits for; a row goes when the other has finished.
create table job_after (
  job_id   uuid not null references job (id) on delete cascade,
  after_id uuid not null references job (id) on delete cascade,
  primary key (job_id, after_id)
);
create index job_after_of on job_after (after_id);

-- The one row of what holds for the whole queue.
create table queue (
  one    boolean primary key default true check (one),
  paused boolean not null default false
);
insert into queue default values;
