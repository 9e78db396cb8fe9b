import { z } from 'zod';

const TEAM_MODES = ['self_organized', 'instructor_predefined', 'hybrid'] as const;

/** How teams come into being, in bodies; contents override their course with what is not null. */
export const teamFields = {
  team_mode: z.enum(TEAM_MODES).nullish(),
  team_min_group_size: z.int().min(1).max(2_147_483_647).nullish(),
  team_allow_student_creation: z.boolean().nullish(),
  team_allow_join: z.boolean().nullish(),
  team_allow_leave: z.boolean().nullish(),
  team_auto_assign_unmatched: z.boolean().nullish(),
  team_lock_at_deadline: z.boolean().nullish(),
  team_require_approval: z.boolean().nullish(),
};

export const TEAM_COLUMNS = Object.keys(teamFields) as (keyof typeof teamFields)[];

/** The same in answers. */
export const teamFieldsView = {
  team_mode: z.enum(TEAM_MODES).nullable(),
  team_min_group_size: z.int().nullable(),
  team_allow_student_creation: z.boolean().nullable(),
  team_allow_join: z.boolean().nullable(),
  team_allow_leave: z.boolean().nullable(),
  team_auto_assign_unmatched: z.boolean().nullable(),
  team_lock_at_deadline: z.boolean().nullable(),
  team_require_approval: z.boolean().nullable(),
};

export interface TeamFieldsRow {
  team_mode: (typeof TEAM_MODES)[number] | null;
  team_min_group_size: number | null;
  team_allow_student_creation: boolean | null;
  team_allow_join: boolean | null;
  team_allow_leave: boolean | null;
  team_auto_assign_unmatched: boolean | null;
  team_lock_at_deadline: boolean | null;
  team_require_approval: boolean | null;
}

export function toTeamFields(row: TeamFieldsRow): TeamFieldsRow {
  return {
    team_mode: row.team_mode,
    team_min_group_size: row.team_min_group_size,
    team_allow_student_creation: row.team_allow_student_creation,
    team_allow_join: row.team_allow_join,
    team_allow_leave: row.team_allow_leave,
    team_auto_assign_unmatched: row.team_auto_assign_unmatched,
    team_lock_at_deadline: row.team_lock_at_deadline,
    team_require_approval: row.team_require_approval,
  };
}
