// The parts of the contract's answers that the demo reads.

export interface Identified {
  readonly id: string;
}

export interface Login {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly user_id: string;
}

export interface User extends Identified {
  readonly username: string | null;
  readonly email: string | null;
}

export interface ApiToken extends Identified {
  readonly token: string;
}

export interface MemberImport {
  readonly success: boolean;
  readonly message: string | null;
  readonly course_member: { readonly id: string; readonly user_id: string } | null;
}

export interface ExampleVersion extends Identified {
  readonly version_tag: string;
}

export interface StudentContent extends Identified {
  readonly path: string;
  readonly status: string | null;
  readonly submission_group: {
    readonly id: string | null;
    readonly grading: number | null;
    readonly gradings?: readonly { readonly grading: number; readonly feedback: string | null }[];
  } | null;
}

export interface Upload {
  readonly artifacts: readonly string[];
  readonly version_identifier: string;
}

export interface Summary {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface ReportCollection {
  readonly name: string;
  readonly result: string;
}

/** testSummary.json as far as verdicts depend on it. */
export interface Report {
  readonly summary: Summary;
  readonly tests?: readonly ReportCollection[];
  readonly result_value?: number;
}

export interface TestResult extends Identified {
  readonly status: string;
  readonly result: number;
  readonly result_json?: Report | null;
}

export interface TutorGroup extends Identified {
  readonly course_content_id: string;
  readonly has_ungraded_submissions: boolean;
  readonly latest_submission_id?: string | null;
  readonly members?: readonly { readonly course_member_id: string }[];
}

export interface GradingRow {
  readonly course_member_id: string;
  readonly given_name: string | null;
  readonly family_name: string | null;
  readonly total_max_assignments: number;
  readonly total_submitted_assignments: number;
  readonly overall_progress_percentage: number;
  readonly overall_average_grading: number | null;
}
