-- Models that runs have made --------------------------------------------------------------------------------

-- Its artifacts have its id as their root. It may outlive its run, so nothing here refers to the run's row.
create table logged_model (
  id             uuid primary key,        -- version 7: ordered by creation
  experiment_id  bigint not null references experiment (id) on delete cascade,
  name           text collate "C" not null check (length(name) between 1 and 500),
  run_id         uuid,                    -- which made it
  type           text not null default '' check (length(type) <= 500),
  status         text not null check (status in ('UNSPECIFIED', 'PENDING', 'READY', 'FAILED')),
  created_at     timestamptz not null,
  updated_at     timestamptz not null,
  deleted_at     timestamptz
);
create index logged_model_of_experiment on logged_model (experiment_id, created_at desc, id);
create index logged_model_of_run on logged_model (run_id) where run_id is not null;
create index logged_model_deleted on logged_model (deleted_at) where deleted_at is not null;

create table logged_model_param (
  model_id uuid not null references logged_model (id) on delete cascade,
  key      text not null check (length(key) between 1 and 255),
  value    text not null check (length(value) <= 100000),
  primary key (model_id, key)
);

create table logged_model_tag (
  model_id uuid not null references logged_model (id) on delete cascade,
  key      text not null check (length(key) between 1 and 255),
  value    text not null check (length(value) <= 100000),
  primary key (model_id, key)
);

-- What was measured of a model, by any run, on a dataset or on none in particular.
create table logged_model_metric (
  model_id       uuid not null references logged_model (id) on delete cascade,
  name           text not null check (length(name) between 1 and 500),
  time_millis    bigint not null,
  step           bigint not null,
  run_id         uuid not null,
  value          double precision not null,
  dataset_name   text not null default '' check (length(dataset_name) <= 500),
  dataset_digest text not null default '' check (length(dataset_digest) <= 100),
  primary key (model_id, name, time_millis, step, run_id, dataset_name, dataset_digest)
);
create index logged_model_metric_of_run on logged_model_metric (run_id);

-- Models that a run was given, and those that it has made, at which step.
create table run_model (
  run_id   uuid not null references run (id) on delete cascade,
  role     text not null check (role in ('INPUT', 'OUTPUT')),
  model_id uuid not null references logged_model (id) on delete cascade,
  step     bigint not null default 0,
  seq      bigint generated always as identity,
  primary key (run_id, role, model_id, step)
);
create index run_model_of_model on run_model (model_id);

-- The registry ----------------------------------------------------------------------------------------------

create table registered_model (
  id           bigint generated always as identity primary key,
  name         text collate "C" not null unique check (length(name) between 1 and 256),
  description  text not null default '' check (length(description) <= 100000),
  last_version integer not null default 0, -- the greatest number a version ever had: none is given twice
  created_by   uuid not null references app_user (id),
  created_at   timestamptz not null,
  updated_at   timestamptz not null
);

create table registered_model_tag (
  model_id bigint not null references registered_model (id) on delete cascade,
  key      text not null check (length(key) between 1 and 250),
  value    text not null check (length(value) <= 100000),
  primary key (model_id, key)
);

-- What a version comes from is kept as it was known when it was made: runs and logged models may go, it stays.
create table model_version (
  model_id        bigint not null references registered_model (id) on delete cascade,
  version         integer not null check (version >= 1),
  source          text not null check (length(source) between 1 and 2000),
  location        text not null check (length(location) between 1 and 2000), -- of the files that the source means
  root            uuid,                    -- the run or the logged model whose artifacts they are; null elsewhere
  run_id          uuid,
  logged_model_id uuid,
  artifact_path   text,
  checkpoint_step bigint,
  run_link        text not null default '' check (length(run_link) <= 2000),
  description     text not null default '' check (length(description) <= 100000),
  stage           text not null default 'NONE' check (stage in ('NONE', 'STAGING', 'PRODUCTION', 'ARCHIVED')),
  created_by      uuid not null references app_user (id),
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  primary key (model_id, version)
);
create index model_version_of_stage on model_version (model_id, stage, version desc);
create index model_version_of_run on model_version (run_id) where run_id is not null;
create index model_version_of_root on model_version (root) where root is not null;
create index model_version_of_logged_model on model_version (logged_model_id) where logged_model_id is not null;

create table model_version_tag (
  model_id bigint not null,
  version  integer not null,
  key      text not null check (length(key) between 1 and 250),
  value    text not null check (length(value) <= 100000),
  primary key (model_id, version, key),
  foreign key (model_id, version) references model_version (model_id, version) on delete cascade
);

create table model_alias (
  model_id bigint not null,
  alias    text not null check (length(alias) between 1 and 255),
  version  integer not null,
  primary key (model_id, alias),
  foreign key (model_id, version) references model_version (model_id, version) on delete cascade
);
create index model_alias_of_version on model_alias (model_id, version);
