import { closeAll, openServer, ORDER, run, told, type Answer, type Seen } from './support';

afterEach(closeAll);

/** A panel that answers at one form of its address and redirects the other one to it. */
function onlyAt(path: string, status = 301, body: object = {}) {
	return ({ path: asked, fields }: Seen): Answer =>
		asked === path
			? { body: fields.action === 'add' ? { order: 5 } : { balance: '1.50', currency: 'USD' } }
			: { status, headers: { Location: path }, body };
}

test.each([
	['/api/v2/', '/api/v2', 301],
	['/api/v2', '/api/v2/', 308],
	['/api/v2/', '/api/v2', 307],
	['/api/v2/?api=1', '/api/v2?api=1', 307],
])('a panel that answers only at %s is reached at %s too (%d)', async (path, typed, status) => {
	const panel = await openServer(onlyAt(path, status));
	const url = `${panel.origin}${typed}`;
	expect((await run({ url }, 'account.getBalance')).items[0]?.[0]?.json).toEqual({ balance: '1.50', currency: 'USD' });
	expect((await run({ url }, 'order.create', ORDER)).items[0]?.[0]?.json).toMatchObject({ order: '5' });
	expect(panel.seen.filter((call) => call.fields.action === 'add').map((call) => call.path)).toEqual([typed, path]);
});

test('a purchase is sent to the corrected address alone once it is known', async () => {
	const panel = await openServer(onlyAt('/api/v2/'));
	await run(panel, 'order.create', ORDER, { items: [{ json: {} }, { json: {} }] });
	expect(panel.seen.map(({ path }) => path)).toEqual(['/api/v2', '/api/v2/', '/api/v2/']);
});

test.each([
	['its body names an order', 301, { order: 77 }],
	['it comes after the work', 303, {}],
])('a redirect of a purchase is not followed where %s', async (_, status, body) => {
	const panel = await openServer(onlyAt('/api/v2/', status, body));
	expect(told(await run(panel, 'order.create', ORDER))).toMatch(/may have been made/);
	expect(panel.seen).toHaveLength(1);
});

test('two addresses that redirect to each other end', async () => {
	const panel = await openServer(({ path }) => ({ status: 301, headers: { Location: path.endsWith('/') ? '/api/v2' : '/api/v2/' } }));
	expect(told(await run(panel, 'account.getBalance'))).toMatch(/The panel redirects to/);
	expect(panel.seen).toHaveLength(2);
});
