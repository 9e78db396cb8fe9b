/** Fields of the contract's DTOs that several journeys hold answers against; `*` never null, `?` maybe null. */
export const RESULT = `id* course_member_id* course_content_id* course_content_type_id* submission_group_id? submission_artifact_id?
  testing_service_id? test_system_id? result* grade? version_identifier* reference_version_identifier? status*
  has_artifacts* artifact_count* created_at? updated_at?`;
export const CONTENT = `id* title? path* course_id* course_content_type_id* course_content_kind_id* position* max_group_size? submitted*
  course_content_type* result_count* submission_count* max_test_runs? testing_service_id? directory? color* result?
  submission_group? unread_message_count* deployment? has_deployment? status? unreviewed_count* latest_grade_status?
  opens_at? due_at? closes_at? late_policy? extension?`;
export const GROUP = `id? course_content_title? course_content_path? example_identifier? max_group_size? current_group_size* members*
  repository? status? grading? graded_by_course_member? count* max_submissions? unread_message_count*`;
