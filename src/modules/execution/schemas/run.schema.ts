/** Ids of the rows a run is about; workers' rights on these rows are read from here (src/access). */
export interface RunPayload {
  result_id?: string | null;
  tutor_test_id?: string | null;
  artifact_id?: string | null;
  example_version_id?: string | null;
  course_id?: string | null;
  course_content_id?: string | null;
  course_member_id?: string | null;
  submission_group_id?: string | null;
  user_id?: string | null;
  version_identifier?: string | null;
  store_graphics_artifacts?: boolean;
}

export const RUN_KINDS = ['student_test', 'tutor_test'] as const;
export type RunKindName = (typeof RUN_KINDS)[number];

/** Something for a worker to do. */
export interface NewRun {
  kind: RunKindName;
  serviceId: string;
  payload: RunPayload;
  /** Of runs with the same key only one runs at a time; e.g. the submission group. */
  groupKey: string | null;
  /** Runs that should share the workers fairly; e.g. the course. */
  fairnessKey: string | null;
  /** Whose run it is within these, for they take turns too; e.g. the course member who asked for it. */
  ownerKey: string | null;
  /** Higher first; see PRIORITY. */
  priority: number;
  /** Time for the work of the worker, seconds; after 60 more it is stopped. */
  timeoutSeconds: number;
}

/** Who comes first; runs of the same priority share fairly (docs/decisions/0011). */
export const PRIORITY = {
  tutorTest: 100,
  handIn: 50,
  practice: 40,
  regrade: 20,
  similarity: 10,
  export: 5,
} as const;

/** How a run ended: with a report, without one, or because it was not wanted any more. */
export interface RunOutcome {
  status: 'finished' | 'failed' | 'cancelled';
  /** 0..1, of finished runs. */
  result?: number;
  resultJson?: Record<string, unknown>;
  error?: string;
}

export type RunState = 'queued' | 'started' | 'finished' | 'failed' | 'cancelled';

export interface RunRow {
  id: string;
  kind: RunKindName;
  state: RunState;
  service_id: string;
  payload: RunPayload;
  group_key: string | null;
  owner_key: string;
  attempt: number;
  timeout_seconds: number;
  queue: string;
  worker_user_id: string | null;
  worker_id: string | null;
  lease: string | null;
  lease_expires_at: string | null;
  /** The lease has not expired by the clock of the database. */
  alive: boolean;
  /** Longer at work than timeout_seconds + 60. */
  overdue: boolean;
  cancel_requested: boolean;
  /** Bytes of output that its students were shown. */
  output_bytes: number;
  dead_at: string | null;
  revived_at: string | null;
}

/** Longest report, bytes of JSON. */
export const MAX_REPORT_BYTES = 4 * 1024 * 1024;
