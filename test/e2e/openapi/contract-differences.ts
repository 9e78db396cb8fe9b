/** Endpoints of the contract that are not in the document, each with its reason. */
export const NOT_IN_DOCUMENT: Readonly<Record<string, string>> = {
  'HEAD /': 'a sign of life without a body; every path answers HEAD as it answers GET',
  'GET /git/{path}.git/info/refs': 'served by /git/{path}, whose path has slashes that OpenAPI cannot say',
  'POST /git/{path}.git/git-upload-pack':
    'served by /git/{path}, whose path has slashes that OpenAPI cannot say',
  'POST /git/{path}.git/git-receive-pack':
    'served by /git/{path}, whose path has slashes that OpenAPI cannot say',
};

/** Operations of the document that are no endpoint of tier 1, each with its reason. */
export const NOT_IN_CONTRACT: Readonly<Record<string, string>> = {
  'GET /git/{path}': 'all of git over HTTP that reads; see above',
  'POST /git/{path}': 'all of git over HTTP that has a body; see above',
  'POST /system/hierarchy/create': 'tier 2, made early: the command line tool begins with it',
  'GET /system/hierarchy/status/{workflow_id}': 'tier 2, as the one before',
  'GET /tasks/workers/status': 'tier 3 of contract 05 section 5, with more fields',
  'GET /jobs/dead': 'ours: jobs that workers failed at or never took, for administrators',
  'GET /jobs/dead/{id}': 'ours: one of them',
  'POST /jobs/{id}/retry': 'ours: has such a job done after all',
  'POST /workers/{worker_id}/pause': 'ours: a worker gets no more jobs',
  'POST /workers/{worker_id}/drain': 'ours: a worker ends its jobs and is paused then',
  'POST /workers/{worker_id}/resume': 'ours: a worker gets jobs again',
  'GET /v4/user': 'the second path of GET /api/v4/user, which the contract names in its text',
};
