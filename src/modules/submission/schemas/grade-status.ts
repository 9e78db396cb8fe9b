/** Names of the numbers that grades carry as status, in their order (contract 04, section 2). */
export const GRADE_STATUS = [
  'not_reviewed',
  'corrected',
  'correction_necessary',
  'improvement_possible',
] as const;

export type GradeStatus = (typeof GRADE_STATUS)[number];

/** 0..3 -> name; null stays null. */
export function gradeStatusName(status: number | null | undefined): GradeStatus | null {
  return status == null ? null : (GRADE_STATUS[status] ?? null);
}
