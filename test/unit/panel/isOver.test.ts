import type { IDataObject } from 'n8n-workflow';
import { isOver } from '../../../nodes/SmmPanel/panel/api/records';

test.each<[IDataObject, boolean]>([
	[{ state: 'completed', final: true }, true],
	[{ state: 'partial', final: true }, true],
	[{ state: 'pending', final: false }, false],
	[{ state: 'partial', final: true, entityType: 'product' }, false],
	[{ state: 'partial', final: true, accounts: ['a:b'] }, false],
	[{ state: 'partial', final: true, accounts: ['a:b'], remains: 1 }, false],
	[{ state: 'partial', final: true, accounts: ['a:b'], remains: 0 }, true],
	[{ state: 'partial', final: true, accounts: ['a:b', 'c:d'], quantity: 2 }, true],
	[{ state: 'partial', final: true, entityType: 'product', remains: 0 }, true],
	[{ state: 'completed', final: true, accounts: [] }, false],
	[{ state: 'completed', final: true, accounts: ['a:b'], quantity: '2' }, false],
	[{ state: 'completed', final: true, accounts: ['a:b'] }, true],
	[{ state: 'completed', final: true, entityType: 'product' }, true],
	[{ state: 'canceled', final: true, entityType: 'product', accounts: [] }, true],
	[{ state: 'refunded', final: true, entityType: 'product', accounts: [] }, true],
	[{ state: 'failed', final: true, entityType: 'product', accounts: [] }, true],
])('an order %j is over: %j', (item, over) => {
	expect(isOver(item)).toBe(over);
});
