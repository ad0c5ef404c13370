import { splitIntoChunks, readId, readIds } from '../../../nodes/SmmPanel/panel/api/ids';

test.each([
	['1', ['1']],
	['1,2', ['1', '2']],
	['1, 2;3\n4\r\n5\t6', ['1', '2', '3', '4', '5', '6']],
	['[1,"2",\'3\']', ['1', '2', '3']],
	[',,1,,', ['1']],
	['2,1,2,1', ['2', '1']],
	['ord_01HG-a.b:c', ['ord_01HG-a.b:c']],
	['674a1f77bcf86cd799439011', ['674a1f77bcf86cd799439011']],
	['12345678901234567890123', ['12345678901234567890123']],
	['007', ['007']],
])('reads %j as %j', (text, ids) => {
	expect(readIds(text, 'Order IDs')).toEqual(ids);
});

test.each(['', ' \n ', '[]', ',;'])('says that %j holds no ID', (text) => {
	expect(() => readIds(text, 'Order IDs')).toThrow("'Order IDs' holds no ID");
});

test.each(['1 2|3', 'abc', 'null', 'NaN', '{"order":1}', '1&key=2', '½', '٣', '1%2C2', '..', `${'1'.repeat(65)}`])(
	'refuses %j, naming the part that is no id',
	(text) => {
		expect(() => readIds(text, 'Refill IDs')).toThrow(/^'Refill IDs' holds ".{1,40}", which is not a valid ID$/);
	},
);

test('takes exactly one id where one is wanted', () => {
	expect(readId(' 5 ', 'Order ID')).toBe('5');
	expect(readId('5,5', 'Order ID')).toBe('5');
	expect(() => readId('5,6,7', 'Order ID')).toThrow("'Order ID' takes one ID, but 3 came");
});

test('cuts lists into pieces without losing an entry', () => {
	expect(splitIntoChunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
	expect([splitIntoChunks([], 100), splitIntoChunks([1], 100), splitIntoChunks([1, 2], 2)]).toEqual([[], [[1]], [[1, 2]]]);
});
