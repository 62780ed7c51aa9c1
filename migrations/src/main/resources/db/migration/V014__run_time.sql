-- How long a run was worked on by attempts before the present one; rests between them do not count.
alter table run add column earlier_seconds double precision not null default 0;
