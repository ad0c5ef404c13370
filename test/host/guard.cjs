/**
 * Ends a process group when the launcher is gone. Standard input is a pipe that the launcher holds; the operating system
 * closes it however the launcher ends, a kill -9 included, so nothing that was started here outlives it.
 *
 * Two uses: `node --require guard.cjs <script>` guards that very process (n8n); `node guard.cjs <command> [arguments]`
 * runs any other command (npm, redis-server) below it. In both the guarded process leads its own process group.
 */
const { spawn } = require('node:child_process');
const { isMainThread } = require('node:worker_threads');

// Worker threads load this file as well, but have no pipe of their own.
if (isMainThread) {
	process.stdin.once('end', () => process.kill(-process.pid, 'SIGKILL'));
	process.stdin.once('error', () => process.kill(-process.pid, 'SIGKILL'));
	process.stdin.resume();
}

if (isMainThread && require.main === module) {
	const [command, ...args] = process.argv.slice(2);
	const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
	child.once('error', (error) => {
		console.error(`${command}: ${error.message}`);
		process.exit(127);
	});
	child.once('exit', (code) => process.exit(code ?? 1));
	for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
} else if (isMainThread) {
	process.stdin.unref();
}
