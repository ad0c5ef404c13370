import { isOver } from '../../../nodes/SmmPanel/panel/api/records';

test.each([
	[{ state: 'completed', final: true }, true],
	[{ state: 'partial', final: true }, true],
	[{ state: 'pending', final: false }, false],
	[{ state: 'partial', final: true, entityType: 'product' }, false],
	[{ state: 'partial', final: true, accounts: ['a:b'] }, false],
	[{ state: 'completed', final: true, accounts: [] }, false],
	[{ state: 'completed', final: true, accounts: ['a:b'] }, true],
	[{ state: 'completed', final: true, entityType: 'product' }, true],
	[{ state: 'canceled', final: true, entityType: 'product', accounts: [] }, true],
])('an order %j is over: %j', (item, over) => {
	expect(isOver(item)).toBe(over);
});
