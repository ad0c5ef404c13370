import { readArgs } from './args';
import { tableOf } from './table';

describe('the command line of npm start', () => {
	it('is read', () => {
		expect(readArgs([], {})).toEqual({ help: false, once: false });
		expect(readArgs(['--once', '--port', '6000'], {})).toEqual({ help: false, once: true, port: 6000 });
		expect(readArgs(['--panel', 'https://panel.example.com/api/v2'], { SMM_PANEL_KEY: ' key ' }).panel).toEqual({
			url: 'https://panel.example.com/api/v2',
			apiKey: 'key',
		});
	});

	it.each([
		[['--panel', 'https://panel.example.com'], /SMM_PANEL_KEY/],
		[['--panel', 'panel'], /needs the API address/],
		[['--panel'], /--panel needs a value/],
		[['--port', '99999'], /1 to 65535/],
		[['--port', '--once'], /--port needs a value/],
		[['--onec'], /"--onec" is no option/],
	])('%j is answered with a sentence', (args, sentence) => {
		expect(() => readArgs(args, {})).toThrow(sentence);
	});
});

describe('the table of npm start', () => {
	it('names a panel once, and tells long failures in full below', () => {
		const reason = `It ${'really '.repeat(20)}failed.`;
		const text = tableOf([
			{ panel: 'One', what: 'Balance', result: '5 USD', ok: true },
			{ panel: 'One', what: 'Order', result: reason, ok: false },
		]);
		expect(
			text
				.split('\n')
				.slice(0, 3)
				.map((line) => line.trimEnd()),
		).toEqual(['Panel  What     Result', expect.stringMatching(/^-+ {2}-+ {2}-+$/), 'One    Balance  5 USD']);
		expect(text).toMatch(/^ {7}Order {4}FAILED: It really/m);
		expect(text).toContain(`One, Order:\n${reason}`);
	});
});
