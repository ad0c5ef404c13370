const { TestEnvironment } = require('jest-environment-node');

/**
 * jest runs each test file in a realm of its own, so an error that Node itself throws (`new URL('x')`, fetch, fs, an
 * aborted signal) would not be `instanceof Error` there although it is in n8n. Here it is.
 */
class OneErrorRealm extends TestEnvironment {
	async setup() {
		await super.setup();
		for (const outer of [Error, TypeError, RangeError, SyntaxError]) {
			const inner = this.global[outer.name];
			const hasInstance = Function.prototype[Symbol.hasInstance];
			Object.defineProperty(inner, Symbol.hasInstance, {
				configurable: true,
				value(value) {
					// Subclasses inherit this function and keep the ordinary meaning of instanceof.
					return hasInstance.call(this, value) || (this === inner && hasInstance.call(outer, value));
				},
			});
		}
	}
}

module.exports = OneErrorRealm;
