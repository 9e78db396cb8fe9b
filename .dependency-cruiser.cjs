/** The arrow modules -> access -> platform, the order of the modules, and names that say nothing, as errors. */
const MODULES = [
  'auth',
  'organization',
  'execution',
  'examples',
  'course',
  'submission',
  'git',
  'messaging',
  'maintenance',
];

const leftwards = MODULES.map((name, index) => ({
  name: `${name}-imports-only-earlier-modules`,
  severity: 'error',
  from: { path: `^src/modules/${name}/` },
  to: { path: `^src/modules/(${MODULES.slice(index + 1).join('|') || 'none'})/` },
}));

module.exports = {
  forbidden: [
    ...leftwards,
    {
      name: 'platform-knows-nobody',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/(access|modules)/' },
    },
    {
      name: 'access-knows-platform-only',
      severity: 'error',
      from: { path: '^src/access/' },
      to: { path: '^src/modules/' },
    },
    {
      name: 'modules-meet-at-services-and-entities',
      comment: "Another module's repositories, schemas, controllers and jobs are private.",
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/([^/]+)/(repositories|controllers|jobs)/', pathNot: '^src/modules/$1/' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '\\.(spec|d)\\.ts$' },
      to: {},
    },
    {
      name: 'names-that-say-something',
      severity: 'error',
      from: {},
      to: { path: '(utils?|helpers?|common|misc|manager)(/|\\.ts$)', pathNot: 'node_modules' },
    },
    {
      name: 'only-persistence-imports-typeorm',
      severity: 'error',
      from: { path: '^src/modules/[^/]+/(controllers|services|schemas|jobs)/' },
      to: { path: 'node_modules/(typeorm|pg)/' },
    },
    {
      name: 'source-does-not-import-tests',
      severity: 'error',
      from: { path: '^(src|demo|migrations)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '^(dist|demo/(exercises|hand-ins))/' },
  },
};
