-- A scaling study: where its runs come from, what is their size and loss, and how a law is fitted.
create table study (
  id          uuid primary key,          -- version 7: ordered by creation
  spec        jsonb not null,
  experiments bigint[],                  -- whose runs it searches, empty for all; null when it searches none
  wanted      bigint not null default 1, -- counts what a fit depends on: settings, rows, runs that ended
  fitted      bigint not null default 0, -- what was counted when the last fit began
  looked_at   timestamptz not null,      -- runs that ended before then were looked at
  created_by  uuid not null references app_user (id),
  created_at  timestamptz not null
);
create index study_unfitted on study (id) where fitted < wanted;

-- Sweeps whose runs belong to a study.
create table study_sweep (
  study_id uuid not null references study (id) on delete cascade,
  sweep_id uuid not null references sweep (id) on delete cascade,
  planned  boolean not null,             -- a plan of the study has queued it; else it is what the study is of
  primary key (study_id, sweep_id)
);
create index study_sweep_of_sweep on study_sweep (sweep_id);

-- Points from files.
create table study_row (
  study_id      uuid not null references study (id) on delete cascade,
  number        integer not null check (number >= 1),
  label         text not null check (length(label) <= 200),
  params        double precision not null,
  tokens        double precision not null,
  loss          double precision not null,
  flops         double precision,
  unique_tokens double precision,
  primary key (study_id, number)
);

-- What somebody has left out by hand.
create table study_exclusion (
  study_id   uuid not null references study (id) on delete cascade,
  key        text not null check (length(key) between 1 and 50), -- id of a run, or #12 of a row
  reason     text not null check (length(reason) between 1 and 500),
  created_by uuid not null references app_user (id),
  created_at timestamptz not null,
  primary key (study_id, key)
);

-- What was fitted: version 0 is the last fit, which the next one replaces; the others stay.
create table study_fit (
  study_id     uuid not null references study (id) on delete cascade,
  version      integer not null check (version >= 0),
  spec         jsonb not null,
  observations jsonb not null,
  outcome      jsonb not null,
  resampled    bytea,                    -- laws of resamples and the scatter, so that answers stay the same; null without intervals
  note         text not null default '' check (length(note) <= 1000),
  created_by   uuid references app_user (id), -- who froze it; null of version 0
  created_at   timestamptz not null,
  primary key (study_id, version),
  check ((version = 0) = (created_by is null))
);
alter table study_fit alter column resampled set storage external;
