// The layers of ARCHITECTURE.md: a file imports only from lines below its own.
const up = (from, ...to) => ({
  name: `layer-${from.replace(/[^a-z]+/gi, '-')}`,
  severity: 'error',
  from: { path: `^${from}`, pathNot: '\\.test\\.tsx?$' },
  to: { path: to.map((t) => `^${t}`) },
});
const LEAF = ['lib/contract', 'lib/errors', 'lib/format'];
module.exports = {
  forbidden: [
    up(
      '(components|lib/client)',
      'lib/(services|auth|http|sync|outbox|store|providers|mime|conversations|search|runtime)',
      'app/',
    ),
    up('app/', 'lib/(sync|outbox|store|providers)/'),
    up('lib/(services|auth)/', 'app/', 'components/', 'lib/client', 'lib/http'),
    up('lib/(sync|outbox)/', 'app/', 'components/', 'lib/(client|http|services|auth)/'),
    up('lib/store/', 'app/', 'components/', 'lib/(client|http|services|auth|sync|outbox|providers)/'),
    up('lib/providers/', 'app/', 'components/', 'lib/(client|http|services|auth|sync|outbox|store)/'),
    up(
      'lib/(mime|conversations|search)/',
      'app/',
      'components/',
      'lib/(client|http|services|auth|sync|outbox|store|providers|runtime)/',
    ),
    up(
      `(${LEAF.join('|')})`,
      'app/',
      'components/',
      'lib/(client|http|services|auth|sync|outbox|store|providers|mime|conversations|search|runtime)/',
    ),
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
