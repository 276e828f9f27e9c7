-- The event log in PostgreSQL. Only this adapter touches the schema; version 1.
CREATE SCHEMA IF NOT EXISTS event_log;

CREATE TABLE event_log.migration (
  version int PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE event_log.topic (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  -- Negative: kept for ever.
  retention_ms bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- The counter row of a partition is locked until its append commits, so positions become visible in order, and a
-- rollback gives them back. It is updated at every append: half of each page is left free for that.
CREATE TABLE event_log.partition (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic_id int NOT NULL REFERENCES event_log.topic ON DELETE CASCADE,
  number int NOT NULL,
  start_position bigint NOT NULL DEFAULT 0,
  next_position bigint NOT NULL DEFAULT 0,
  UNIQUE (topic_id, number)
) WITH (fillfactor = 50);

CREATE TABLE event_log.record (
  partition_id int NOT NULL,
  position bigint NOT NULL,
  key bytea,
  value bytea NOT NULL,
  -- A JSON object of strings, or null when there are none. Never parsed here.
  headers text,
  appended_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (partition_id, position)
);

-- A row from the moment a group is assigned the partition: retention waits for it, even before its first commit.
CREATE TABLE event_log.group_position (
  group_name text NOT NULL,
  partition_id int NOT NULL REFERENCES event_log.partition ON DELETE CASCADE,
  -- Everything below is finished; null before the first commit.
  committed bigint,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (group_name, partition_id)
) WITH (fillfactor = 50);

INSERT INTO event_log.migration (version) VALUES (1);
