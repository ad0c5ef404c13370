import { connect, createServer } from 'node:net';
import { codeOf, HostProblem } from './problem';
import { until } from './until';

/** Everything listens on this address only, so nothing of it can be reached from another machine. */
export const LOOPBACK = '127.0.0.1';

async function listenOnce(port: number): Promise<number> {
	return await new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(port, LOOPBACK, () => {
			const address = server.address();
			server.close(() => {
				if (address === null || typeof address === 'string') reject(new Error('The operating system gave no port.'));
				else resolve(address.port);
			});
		});
	});
}

/** A port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
	return await listenOnce(0);
}

/** Throws a sentence for the user when the port is taken. */
export async function demandFreePort(port: number): Promise<void> {
	try {
		await listenOnce(port);
	} catch (error) {
		const code = codeOf(error);
		if (code === 'EADDRINUSE') {
			throw new HostProblem(`Port ${port} is already in use. Stop the program that uses it, or choose another port with --port.`);
		}
		if (code === 'EACCES') {
			throw new HostProblem(`Port ${port} may not be used without administrator rights. Choose a port above 1023 with --port.`);
		}
		throw error;
	}
}

async function accepts(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, LOOPBACK);
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}

/** Waits until something accepts connections on the port. */
export async function untilListening(port: number, what: string): Promise<void> {
	await until(async () => ((await accepts(port)) ? true : undefined), { what });
}
