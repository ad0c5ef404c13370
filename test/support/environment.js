const { mkdirSync } = require('node:fs');
const { join } = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

// n8n-core writes its settings file on first use. Each jest worker gets a folder of its own, because two workers that
// create the same file at once would read it half written; inside the checkout, because another user may own one in /tmp.
const userFolder = join(__dirname, '..', '..', '.cache', `jest-${process.env.JEST_WORKER_ID ?? '1'}`);
mkdirSync(userFolder, { recursive: true });
Object.assign(process.env, {
	N8N_USER_FOLDER: userFolder,
	N8N_ENCRYPTION_KEY: 'only-for-tests',
	N8N_LOG_LEVEL: 'silent',
	N8N_DIAGNOSTICS_ENABLED: 'false',
});

const hasInstance = Function.prototype[Symbol.hasInstance];

/** Makes `instanceof` of an error class true for errors of another realm too. Subclasses keep its ordinary meaning. */
function acceptForeign(errorClass, isForeign) {
	Object.defineProperty(errorClass, Symbol.hasInstance, {
		configurable: true,
		value(value) {
			return hasInstance.call(this, value) || (this === errorClass && isForeign(value));
		},
	});
}

// n8n runs outside of the realms of the test files, and their errors are errors to it.
acceptForeign(Error, (value) => Object.prototype.toString.call(value) === '[object Error]');

/**
 * jest runs each test file in a realm of its own, so an error that Node itself throws (`new URL('x')`, fetch, fs, an
 * aborted signal) would not be `instanceof Error` there although it is in n8n. Here it is.
 */
class OneErrorRealm extends TestEnvironment {
	async setup() {
		await super.setup();
		// jest would load n8n's 1,700 modules anew for every test file, which takes longer than most tests.
		this.global.requireOnce = require;
		// What a test sets is for n8n too, which reads the real one.
		this.global.process.env = process.env;
		for (const outer of [Error, TypeError, RangeError, SyntaxError]) {
			acceptForeign(this.global[outer.name], (value) => hasInstance.call(outer, value));
		}
	}
}

module.exports = OneErrorRealm;
