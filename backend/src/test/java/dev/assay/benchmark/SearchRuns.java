package dev.assay.benchmark;

import java.sql.SQLException;
import java.util.List;

/**
 * Runs to be searched: each with 50 params (half of them numbers), 50 metrics, 5 tags. Written into
 * the tables directly, for that takes seconds instead of minutes.
 */
final class SearchRuns {
  static final int PARAMS = 50;
  static final int METRICS = 50;

  private SearchRuns() {}

  static void write(Server server, int runs) throws SQLException {
    for (String statement : statements(runs)) {
      server.execute(statement);
    }
  }

  private static List<String> statements(int runs) {
    return List.of(
        "select setseed(0.42)",
        "create unlogged table filled as select i, ('01990000-' || lpad(to_hex(i / 65536), 4, '0') || '-7000-8000-'"
            + " || lpad(to_hex(i), 12, '0'))::uuid as id from generate_series(1, %d) i"
                .formatted(runs),
        "insert into experiment (id, name, created_by, created_at) overriding system value"
            + " select 1000 + e, 'experiment ' || e, u.id, now() from generate_series(0, 3) e,"
            + " (select id from app_user limit 1) u",
        "create unlogged table filled_param as select f.id, 'group_' || (p % 5) || '.param_' || p as key,"
            + " case when p % 2 = 0 then round((random() * 10 ^ (p % 7 - 3))::numeric, 6)::text"
            + " else 'value ' || (random() * 10)::int end as value, p % 2 = 0 as is_number"
            + " from filled f, generate_series(0, %d) p".formatted(PARAMS - 1),
        // half of the runs in one experiment, the rest in three
        "insert into run (id, experiment_id, name, status, params, group_name, learnt, created_by, created_at,"
            + " started_at, ended_at, heartbeat_at) select f.id, case when i % 2 = 0 then 1000 else 1000 + i % 3 + 1 end,"
            + " 'run ' || i, (array['FINISHED', 'FINISHED', 'FINISHED', 'FAILED', 'KILLED'])[1 + i % 5],"
            + " (select jsonb_object_agg(key, case when is_number then to_jsonb(value::numeric) else to_jsonb(value) end)"
            + " from filled_param p where p.id = f.id), 'group ' || i % 20,"
            + " case when i % 50 = 0 then 'a larger batch hurts after step ' || i end, u.id,"
            + " now() - i * interval '1 minute', now() - i * interval '1 minute',"
            + " now() - i * interval '1 minute' + random() * interval '5 hours', now()"
            + " from filled f, (select id from app_user limit 1) u",
        "insert into run_param select id, key, value, case when is_number then value::float8 end from filled_param",
        "insert into run_tag select id, 'tag_' || t, 'tag value ' || (random() * 20)::int from filled,"
            + " generate_series(0, 4) t",
        "insert into metric (name) select 'group_' || m %% 5 || '/metric_' || m from generate_series(0, %d) m"
            .formatted(METRICS - 1),
        "insert into metric_series (branch_id, metric_id, n, first_step, last_step, first_time, last_time, last_value,"
            + " min_value, max_value, mean_value, non_finite, open_chunks, own)"
            + " select f.id, m.id, 1000, 0, 999, 0, 1000, v, v * 0.9, v * 2, v * 1.2, 0, '{}', true"
            + " from filled f, metric m, lateral (select random() * 10 + f.i * 0 as v) r where m.name like 'group%'",
        "drop table filled_param",
        "drop table filled",
        "vacuum analyze");
  }
}
