// Runs a TypeScript script of this project: node scripts/run-ts.mjs FILE [ARGS].
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const tsx = createRequire(import.meta.url).resolve('tsx/cli');
const child = spawn(process.execPath, [tsx, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => child.kill(name));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
