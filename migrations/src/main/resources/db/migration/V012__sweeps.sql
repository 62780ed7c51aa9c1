-- A search over a space. All that a sampler needs to know stands here, so that a server that starts anew goes on
-- where the one before it was.
create table sweep (
  id            uuid primary key,        -- version 7: ordered by creation
  experiment_id bigint not null references experiment (id) on delete cascade,
  name          text not null check (length(name) between 1 and 100),
  spec          json not null,           -- keeps the order of the parameters
  warm          json not null,           -- configurations known from the start, with what came of them
  status        text not null check (status in ('RUNNING', 'PAUSED', 'FINISHED', 'STOPPED')),
  reason        text,                    -- why it ended or rests
  patient_from  integer not null default 0, -- trials before this one do not use up the patience
  resumed_at    timestamptz not null,    -- failures before do not count as failures in a row
  created_by    uuid not null references app_user (id),
  created_at    timestamptz not null,
  ended_at      timestamptz,
  check ((status in ('FINISHED', 'STOPPED')) = (ended_at is not null))
);
create index sweep_of_experiment on sweep (experiment_id, id desc);
create index sweep_running on sweep (id) where status = 'RUNNING';

create table sweep_trial (
  sweep_id      uuid not null references sweep (id) on delete cascade,
  number        integer not null check (number >= 0),
  configuration json not null,
  status        text not null check (status in ('RUNNING', 'FINISHED', 'PRUNED', 'FAILED', 'CANCELLED')),
  suggested     text not null,           -- why this configuration
  outside       boolean not null,        -- a program outside tries it
  objectives    double precision[] not null default '{}', -- empty while it runs
  ended         text,                    -- why it ended as it did
  steps         bigint[] not null default '{}',           -- what it reported, as far as a pruner needs it
  reported      double precision[] not null default '{}', -- at these steps
  seconds       double precision not null default 0,      -- that its runs took, once it has ended
  flops         double precision not null default 0,
  settled       boolean not null default false,           -- whether its jobs have ended or were told to
  created_at    timestamptz not null,
  ended_at      timestamptz,
  primary key (sweep_id, number),
  check ((status = 'RUNNING') = (ended_at is null)),
  check (cardinality(steps) = cardinality(reported))
);
create index sweep_trial_unsettled on sweep_trial (sweep_id, number) where not settled;

-- The runs of a trial, one for each repeat.
create table sweep_run (
  run_id   uuid primary key references run (id) on delete cascade,
  sweep_id uuid not null,
  trial    integer not null,
  repeat   integer not null,
  unique (sweep_id, trial, repeat),
  foreign key (sweep_id, trial) references sweep_trial (sweep_id, number) on delete cascade
);

create table sweep_decision (
  sweep_id uuid not null references sweep (id) on delete cascade,
  seq      bigint generated always as identity,
  trial    integer,                      -- null when it is about the sweep
  kind     text not null,
  reason   text not null,
  at       timestamptz not null,
  primary key (sweep_id, seq)
);
create index sweep_decision_of_trial on sweep_decision (sweep_id, trial, seq desc) where trial is not null;
