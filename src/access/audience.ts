/** Events on the channel of a course that only lecturers and above may hear: those about what students cannot see yet. */
export const TEACHERS_ONLY = 'teachers';
