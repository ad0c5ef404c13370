/** Lets the calls of one run through, however many are sent side by side. */
interface RateGate {
	/** Waits until a call may be sent. Each `enter` that returns is followed by one `leave`. */
	enter(): Promise<Pass>;
	/** Ends a call; a calm one lets a few more go at once again. */
	leave(isCalm: boolean): void;
	/** Holds all calls back, because the panel asked this one to slow down. */
	slowDown(pass: Pass, ms: number): void;
}

/** Says how often the gate had slowed down when a call was sent. */
type Pass = number;

/**
 * Calls side by side share one limit of the panel. After a refusal for coming too fast all of them wait, and then only
 * half as many go at once; with each answer a little more again. Calls that were already on their way count as one refusal.
 * @param pause - waits; throws when the execution is stopped
 */
export function createRateGate(pause: (ms: number) => Promise<void>, now: () => number): RateGate {
	let opensAt = 0;
	let limit = Number.POSITIVE_INFINITY;
	let running = 0;
	let slowDowns = 0;
	const queue: Array<() => void> = [];
	const wakeNext = () => {
		if (running < Math.floor(limit)) queue.shift()?.();
	};
	return {
		async enter() {
			for (;;) {
				const until = opensAt;
				const wait = until - now();
				if (wait > 0) {
					await pause(wait).catch((thrown: unknown) => {
						wakeNext();
						throw thrown;
					});
					if (until === opensAt) opensAt = 0;
				} else if (running >= Math.floor(limit)) await new Promise<void>((resolve) => queue.push(resolve));
				else break;
			}
			running++;
			wakeNext();
			return slowDowns;
		},
		leave(isCalm) {
			running--;
			if (isCalm) limit += 1 / limit;
			wakeNext();
		},
		slowDown(pass, ms) {
			opensAt = Math.max(opensAt, now() + ms);
			if (pass !== slowDowns) return;
			slowDowns++;
			limit = Math.max(1, Math.floor(Math.min(limit, running) / 2));
		},
	};
}
