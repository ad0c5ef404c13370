import { createServer } from 'node:http';

/** A panel in a process of its own that knows every order, takes one id a call and answers after the given milliseconds. */
const answerMs = Number(process.argv[2]);
const order = JSON.stringify({ charge: '0.27819', start_count: '3572', status: 'In progress', remains: '157', currency: 'USD' });
const server = createServer((request, response) => {
	let text = '';
	request.on('data', (part: Buffer) => {
		text += part.toString();
	});
	request.on('end', () => {
		const body = new URLSearchParams(text).has('orders') ? '{"error":"Incorrect request"}' : order;
		setTimeout(() => {
			response.writeHead(200, { 'Content-Type': 'application/json' });
			response.end(body);
		}, answerMs);
	});
});
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	process.send?.({ url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/api/v2` });
});
process.on('disconnect', () => process.exit());
