import { readArgs } from './args';
import { tableOf } from './table';

describe('the command line of npm start', () => {
	test('is read', () => {
		expect(readArgs([], {})).toEqual({ help: false, once: false });
		expect(readArgs(['--once', '--port', '6000'], {})).toEqual({ help: false, once: true, port: 6000 });
		expect(readArgs(['--panel', 'https://panel.example.com/api/v2'], { SMM_PANEL_KEY: ' key ' }).panel).toEqual({
			url: 'https://panel.example.com/api/v2',
			apiKey: 'key',
		});
	});

	test.each([
		[['--panel', 'https://panel.example.com'], /SMM_PANEL_KEY/],
		[['--panel', 'panel'], /needs the API address/],
		[['--panel'], /'--panel <value>' argument missing/],
		[['--port', '99999'], /1 to 65535/],
		[['--port', '--once'], /forget to specify the option argument for '--port'/],
		[['--onec'], /Unknown option '--onec'[^]*Usage:/],
	])('%j is answered with a sentence', (args, sentence) => {
		expect(() => readArgs(args, {})).toThrow(sentence);
	});
});

describe('the table of npm start', () => {
	test('names a panel once, and tells long failures in full below', () => {
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
