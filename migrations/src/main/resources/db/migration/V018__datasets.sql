-- Registered data sets -------------------------------------------------------------------------------------

-- A name and its versions. (The table dataset has what runs said that they were given.)
create table registered_dataset (
  id         uuid primary key,            -- version 7: ordered by creation
  name       text not null unique check (length(name) between 1 and 500),
  numbered   integer not null default 0,  -- the last number that a version got: one that was deleted is not given again
  created_by uuid not null references app_user (id),
  created_at timestamptz not null
);

-- A row is there before the file comes, as what its artifact belongs to; it has a number once the file is there.
create table dataset_version (
  id          uuid primary key,           -- version 7
  dataset_id  uuid not null references registered_dataset (id) on delete cascade,
  number      integer check (number >= 1),
  file_name   text not null check (length(file_name) between 1 and 500), -- the path of the artifact
  format      text not null check (format in ('CSV', 'JSON_LINES', 'PARQUET')),
  time_column text check (length(time_column) between 1 and 500), -- that was named; null where it is guessed
  note        text not null check (length(note) <= 1000),
  created_by  uuid not null references app_user (id),
  created_at  timestamptz not null,
  sha256      bytea check (octet_length(sha256) = 32),
  bytes       bigint,
  state       text not null check (state in ('COMING', 'PENDING', 'DONE', 'FAILED')), -- of its profile
  error       text,                       -- why the profile failed
  attempts    integer not null default 0 check (attempts >= 0), -- at the profile: one that ends servers is given up
  lease       uuid,                       -- of the attempt that is made now
  leased_until timestamptz,               -- then another one may be made
  shape       json,                       -- columns with types, rows, range of time; may have U+0000, which jsonb may not
  profile     json,
  unique (dataset_id, number),
  unique (dataset_id, sha256),
  check ((state = 'COMING') = (number is null)),
  check ((state = 'COMING') = (sha256 is null)),
  check ((state = 'COMING') = (bytes is null)),
  check ((state = 'FAILED') = (error is not null)),
  check ((state = 'DONE') = (shape is not null)),
  check ((state = 'DONE') = (profile is not null)),
  check ((lease is null) = (leased_until is null)),
  check (state = 'PENDING' or lease is null)
);
create index dataset_version_without_profile on dataset_version (id) where state in ('COMING', 'PENDING');

alter table artifact_root drop constraint artifact_root_kind_check;
alter table artifact_root add constraint artifact_root_kind_check check (kind in ('RUN', 'MODEL', 'DATASET'));
alter table artifact_root alter column experiment_id drop not null;
alter table artifact_root add constraint artifact_root_experiment_check check ((kind = 'DATASET') = (experiment_id is null));

-- Runs by what they were given.
create index dataset_by_digest on dataset (name, digest);
