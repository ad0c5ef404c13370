import type { CorpusRow } from '../row';

const to = 'service.getAll';
const ROWS = [
	{ service: 1, name: 'Followers', type: 'Default', category: 'A', rate: '0.90', min: '50', max: '10000' },
	{ service: 2, name: 'Likes', type: 'Default', category: 'B', rate: 8, min: 10, max: 1500 },
];

export const LIST_ROWS: readonly CorpusRow[] = [
	{ to, reply: ROWS, becomes: '2 services' },
	{ to, reply: { services: ROWS }, becomes: '2 services' },
	{ to, reply: { services: ROWS, total: 2, page: 1, limit: 2, total_pages: 1 }, becomes: '2 services' },
	{ to, reply: { data: ROWS }, becomes: '2 services' },
	{ to, reply: { data: { services: ROWS } }, becomes: '2 services' },
	{ to, reply: { status: 'success', data: ROWS }, becomes: '2 services' },
	{ to, reply: { success: true, result: ROWS }, becomes: '2 services' },
	{ to, reply: { 1: ROWS[0] ?? {}, 2: ROWS[1] ?? {} }, becomes: '2 services' },
	{ to, reply: { services: { 1: ROWS[0] ?? {}, 2: ROWS[1] ?? {} } }, becomes: '2 services' },
	{ to, reply: { status: 'success', data: 'Empty Data' }, becomes: '0 services' },
	{ to, reply: [], becomes: '0 services' },
	{ to, reply: { services: [] }, becomes: '0 services' },
	{ to, reply: `<b>Notice</b>: x in y on line 3<br />${JSON.stringify(ROWS)}`, becomes: '2 services' },
	{ to, reply: JSON.stringify(JSON.stringify(ROWS)), becomes: '2 services' },
	{ to, reply: ROWS, headers: { 'Content-Type': 'text/html' }, becomes: '2 services' },
	{ to, reply: { error: 'Invalid API key' }, becomes: 'wrong key' },
	{ to, reply: { error: 'Incorrect request' }, becomes: 'failed', says: 'Incorrect request' },
	{ to, reply: { status: 'error', message: 'Maintenance' }, becomes: 'failed', says: 'Maintenance' },
	{ to, reply: {}, becomes: 'failed' },
	{ to, reply: '<html></html>', becomes: 'failed' },
];
