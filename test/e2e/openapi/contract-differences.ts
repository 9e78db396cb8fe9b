/** Endpoints of the contract that are not in the document, each with its reason. */
export const NOT_IN_DOCUMENT: Readonly<Record<string, string>> = {
  'HEAD /': 'a sign of life without a body; every path answers HEAD as it answers GET',
  'GET /ws': 'branch messages; a WebSocket is no operation of OpenAPI',
  'GET /messages': 'branch messages',
  'GET /messages/{id}': 'branch messages',
  'POST /messages': 'branch messages',
  'PATCH /messages/{id}': 'branch messages',
  'DELETE /messages/{id}': 'branch messages',
  'POST /messages/{id}/reads': 'branch messages',
  'DELETE /messages/{id}/reads': 'branch messages',
  'GET /system/maintenance/status': 'branch messages or git: module maintenance',
  'POST /user/courses/{course_id}/validate': 'branch git',
  'GET /api/v4/user': 'branch git',
  'POST /system/deploy/organizations': 'branch git',
  'POST /system/deploy/course-families': 'branch git',
  'POST /system/deploy/courses': 'branch git',
  'GET /tasks/{id}': 'branch git',
  'GET /tasks/{id}/status': 'branch git',
  'POST /system/courses/{id}/generate-student-template': 'branch git',
  'POST /system/courses/{id}/generate-assignments': 'branch git',
  'GET /git/{path}.git/info/refs': 'branch git; the protocol of git, not JSON',
  'POST /git/{path}.git/git-upload-pack': 'branch git; the protocol of git, not JSON',
  'POST /git/{path}.git/git-receive-pack': 'branch git; the protocol of git, not JSON',
};

/** Operations of the document that are no endpoint of tier 1, each with its reason. */
export const NOT_IN_CONTRACT: Readonly<Record<string, string>> = {};
