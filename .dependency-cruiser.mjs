// STYLE's import table as rules. `from` and `to` are regular expressions over paths from the root.
const TESTS = '\\.(test|test-d)\\.ts$';
const ROOMS = [
  'dataset',
  'architecture',
  'metrics',
  'compiler',
  'training',
  'exchange',
  'cost',
  'market',
  'learn',
  'contract',
];
const NODE_BUILTIN = { dependencyTypes: ['core'] };
const RUNTIMES = '^node_modules/(onnxruntime-node|@tensorflow)/';
const ELECTRON = '^node_modules/electron/';

/** A room of app/ sees the root files and the rooms before it, nothing after. */
const roomOrder = ROOMS.slice(0, -1).map((room, index) => ({
  name: `app-${room}-sees-only-rooms-before-it`,
  severity: 'error',
  from: { path: `^app/${room}/`, pathNot: TESTS },
  to: { path: `^app/(${ROOMS.slice(index + 1).join('|')})/` },
}));

/** Libraries that serve one room of main/ and no other. */
const libraryRoom = (library, room, ...alsoIn) => ({
  name: `only-${room.replaceAll('/', '-')}-imports-${library.replace(/[@/]/g, '')}`,
  severity: 'error',
  from: { path: '^(app|main|renderer)/', pathNot: [`^main/${room}`, ...alsoIn, TESTS] },
  to: { path: `^node_modules/${library}/` },
});

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: { path: '^(app|main|e2e)/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'app-is-pure',
      comment: 'No Node, no runtime, no other part of the program.',
      severity: 'error',
      from: { path: '^app/', pathNot: TESTS },
      to: { path: '^(main|renderer|e2e|node_modules)/', pathNot: '^node_modules/(zod|@bufbuild)/' },
    },
    {
      name: 'app-without-node',
      severity: 'error',
      from: { path: '^app/', pathNot: TESTS },
      to: NODE_BUILTIN,
    },
    {
      name: 'zod-at-the-boundary',
      comment: 'Messages and fact sheets are decoded with zod; rules work on decoded values.',
      severity: 'error',
      from: { path: '^app/', pathNot: ['^app/contract/', '^app/cost/fact-sheets', TESTS] },
      to: { path: '^node_modules/zod/' },
    },
    {
      name: 'protobuf-in-the-emitter',
      severity: 'error',
      from: { path: '^app/', pathNot: ['^app/compiler/', TESTS] },
      to: { path: '^node_modules/@bufbuild/' },
    },
    {
      name: 'app-root-sees-no-rooms',
      severity: 'error',
      from: { path: '^app/[^/]+\\.ts$', pathNot: TESTS },
      to: { path: `^app/(${ROOMS.join('|')})/` },
    },
    ...roomOrder,
    {
      name: 'engine-stands-alone',
      severity: 'error',
      from: { path: '^main/engine/', pathNot: TESTS },
      to: { path: ['^main/(?!engine/|shards/|adapters/)', ELECTRON, '^renderer/'] },
    },
    {
      name: 'runtimes-in-their-room',
      severity: 'error',
      from: { path: '^(app|main|renderer)/', pathNot: ['^main/engine/runtimes/', TESTS] },
      to: { path: RUNTIMES },
    },
    {
      name: 'store-stands-alone',
      severity: 'error',
      from: { path: '^main/store/', pathNot: TESTS },
      to: { path: ['^main/(?!store/)', ELECTRON, RUNTIMES, '^renderer/'] },
    },
    {
      name: 'data-rooms-know-no-store',
      severity: 'error',
      from: { path: '^main/(datasets|shards|exchange|pricing|scale|doctor)/', pathNot: TESTS },
      to: { path: ['^main/store/', '^main/engine/', ELECTRON, '^renderer/'] },
    },
    {
      name: 'preload-sees-the-contract',
      severity: 'error',
      from: { path: '^main/preload/', pathNot: TESTS },
      to: {
        path: [
          '^app/(?!contract/)',
          '^main/(?!preload/)',
          '^renderer/',
          '^node_modules/(?!electron/)',
        ],
      },
    },
    {
      name: 'engine-only-by-contract',
      comment: 'Hosts start the engine as a process; they never load it.',
      severity: 'error',
      from: { path: '^main/(?!engine/)', pathNot: TESTS },
      to: { path: '^main/engine/' },
    },
    {
      name: 'main-knows-no-page',
      severity: 'error',
      from: { path: '^main/', pathNot: TESTS },
      to: { path: '^renderer/' },
    },
    {
      name: 'electron-in-its-host',
      severity: 'error',
      from: {
        path: '^(app|main|renderer)/',
        pathNot: ['^main/(electron\\.ts|window/|preload/)', TESTS],
      },
      to: { path: ELECTRON },
    },
    libraryRoom(
      'better-sqlite3',
      'store/',
      '^main/datasets/(tables/sqlite-source|testing/table-files|hostile/database-files)\\.ts$',
    ),
    libraryRoom('@duckdb', 'datasets/'),
    libraryRoom('sharp', 'datasets/'),
    {
      name: 'page-knows-no-machine',
      severity: 'error',
      from: { path: '^renderer/(?!vite\\.config)', pathNot: TESTS },
      to: { path: ['^main/', ELECTRON] },
    },
    {
      name: 'page-without-node',
      severity: 'error',
      from: { path: '^renderer/(?!vite\\.config)', pathNot: TESTS },
      to: NODE_BUILTIN,
    },
    {
      name: 'views-apart',
      comment: 'What two views share is a component.',
      severity: 'error',
      from: { path: '^renderer/views/([^/]+)/' },
      to: { path: '^renderer/views/', pathNot: '^renderer/views/$1/' },
    },
    {
      name: 'components-without-bridge',
      severity: 'error',
      from: { path: '^renderer/(components|charts)/', pathNot: TESTS },
      to: { path: '^renderer/(bridge\\.ts|views/)' },
    },
    {
      name: 'e2e-sees-types-only',
      severity: 'error',
      from: { path: '^e2e/' },
      to: { path: '^(main|renderer)/', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|release)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'svelte', 'default', 'types'],
      extensions: ['.ts', '.svelte', '.js', '.json'],
    },
  },
};
