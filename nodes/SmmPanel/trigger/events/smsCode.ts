import type { IdResult } from '../../panel/api/idBatches';
import { KINDS, type PanelError } from '../../panel/errors';
import type { Item } from '../../panel/api/records';
import { getSmsCodes, getSmsStatuses } from '../../panel/api/sms';
import { readMessage } from '../../panel/api/smsMessage';
import { nameAddress } from '../account';
import { SMS_BUDGET } from '../budget';
import { defineEvent, eventOptions, type PollContext } from '../environment';
import { shortHash } from '../hash';
import { pollIds, type Answers } from '../watching/idRotation';
import { parseInterval, pollAgain } from '../watching/pollAgain';
import { pollWatched, previewWatched } from '../watching/pollWatched';
import { DAY, isDue, QUIET } from '../watching/quietOrders';
import {
	compareNumbers,
	decodeSnapshot,
	endedLongAgo,
	hasNewMessage,
	isOver,
	isPast,
	toSmsEvent,
	type SmsReading,
	type SmsSnapshot,
} from '../watching/smsDiff';
import { messageKey } from '../watching/smsMessage';
import { watchStateSchema } from '../watching/watchState';
import { smsWatchFields, watchOptions } from '../watchList/fields';

/** One id a call, and no more than go out at once: a slow panel then answers for the details before the time is over. */
const AT_ONCE = 5;
const MAX_SHOWN = 20;

const ASK_EVERY =
	'Seconds after which one poll asks again, while at most 20 numbers are open and the panel is quick; at least 5, 0 to ask once a poll. A poll ends with the first codes. With one Poll Time Every Minute a code comes after 7 seconds (11 at most), with ten open numbers after 30 (62); with two such Poll Times after 6 (10) and 9 (45).';

/**
 * `sms_code` is asked, because it is the one that brings the full text; `sms_status` only when a number is new or has
 * a new code, for the phone and the end of the number.
 */
export const smsCode = defineEvent({
	name: 'SMS Code Received',
	value: 'smsCode',
	description: 'When a code arrives on a bought number, also a second one on the same number',
	budget: SMS_BUDGET,
	properties: [
		...smsWatchFields,
		eventOptions(
			{
				displayName: 'Ask Every (Seconds)',
				name: 'askEvery',
				type: 'number',
				default: 10,
				typeOptions: { minValue: 0, maxValue: 60 },
				description: ASK_EVERY,
			},
			...watchOptions,
			{
				displayName: 'Report Ended Numbers',
				name: 'reportEnded',
				type: 'boolean',
				default: false,
				description: 'Whether a number that ends without a code gives one item, with its state: expired, canceled or refunded',
			},
		),
	],
	state: watchStateSchema,
	scope: (_parameters, { panel }) => ({ base: shortHash(`smsCode\n${nameAddress(panel.address.url)}`), settings: '' }),
	async poll(parameters, environment, stored) {
		const { session } = environment;
		const { reportUnknown = false, reportEnded = false, askEvery = 10 } = parameters.options;
		return await pollAgain(environment, stored, parseInterval(askEvery), async (round, before) => {
			const { now } = round;
			return await pollWatched(parameters, round, before, {
				what: 'SMS numbers',
				carryOver: (snapshot) => snapshot,
				isDue: (id, text) => {
					const { estimated, expires = now, ...snapshot } = decodeSnapshot(text);
					if (isOver({ ...snapshot, expires }, now)) return false;
					if (estimated !== true || session.failedIds.has(id)) return true;
					return isDue(id, { quietSince: expires - DAY, lastRoundAt: session.lastFullRoundAt, now, steps: QUIET });
				},
				request: async (ids, snapshots) => await requestNumbers(ids, (id) => decodeSnapshot(snapshots.get(id)), round),
				compare: (snapshots, readings) => compareNumbers(snapshots, readings, { reportUnknown, reportEnded }, now),
			});
		});
	},
	async preview(parameters, environment) {
		const request = async (ids: readonly string[]) => await requestNumbers(ids, () => ({ emitted: '' }), environment);
		return await previewWatched(parameters, environment, {
			what: 'SMS numbers',
			maxShown: MAX_SHOWN,
			request,
			toItem(id, { item, details }) {
				const message = readMessage(item);
				const key = item.found === false ? 'notFound' : `sms:${message ? messageKey(id, message) : ''}`;
				return toSmsEvent(`${id}:${key}`, item, details);
			},
		});
	},
});

type Details = Omit<SmsReading, 'item'>;

async function requestNumbers(
	ids: readonly string[],
	readSnapshot: (id: string) => SmsSnapshot,
	environment: PollContext,
): Promise<Answers<SmsReading>> {
	const { panel, session, now } = environment;
	const details = new Map<string, Details>();
	const cutOff = new Set<string>();
	// Details are asked chunk by chunk: behind all the codes they would find no time left on a slow panel, and a code
	// without its phone would be emitted only half. A code waits one poll for its phone, but no longer: it expires soon.
	const request = async (chunk: readonly string[]) => {
		const results = new Map(await getSmsCodes(panel, chunk));
		for (const [id, result] of results) {
			// Words that nobody lists, such as "It has expired", must not keep a number that is over on the list of open ones.
			if ('failure' in result && KINDS[result.failure.kind].scope === 'id' && endedLongAgo(readSnapshot(id), now))
				results.set(id, { item: { order: id, found: false, reason: result.failure.message } });
		}
		// A number that seems to have ended is looked at once more: its end may have been put off.
		const isUrgent = (id: string) => isPast(readSnapshot(id), now) || isNewCode(id, results.get(id), readSnapshot(id));
		const wanted = chunk.filter((id) => isFound(results.get(id)) && (isUrgent(id) || needsDetails(readSnapshot(id))));
		for (const [id, result] of await getSmsStatuses(panel, wanted)) {
			const known = toDetails(result);
			if (!('failure' in known)) details.set(id, known);
			else if (!(session.failedIds.has(id) && isUrgent(id))) {
				results.set(id, known);
				if (KINDS[known.failure.kind].ended === 'stopped') cutOff.add(id);
			}
		}
		return results;
	};
	const answers = await pollIds(ids, () => AT_ONCE, request, environment);
	// Where the time of the poll ended the wait for a phone, the code has waited too.
	session.failedIds = new Set([...session.failedIds, ...cutOff]);
	const readings = [...answers.readings].map(([id, item]) => [id, { item, ...details.get(id) }] as const);
	return { ...answers, readings: new Map(readings) };
}

function needsDetails({ expires, flag }: SmsSnapshot): boolean {
	return expires === undefined || flag !== undefined;
}

function isFound(result: IdResult | undefined): result is { item: Item } {
	return result !== undefined && 'item' in result && result.item.found !== false;
}

function isNewCode(id: string, result: IdResult | undefined, snapshot: SmsSnapshot): boolean {
	return isFound(result) && hasNewMessage(id, snapshot, result.item);
}

function toDetails(result: IdResult): Details | { failure: PanelError } {
	if ('item' in result) return result.item.found === false ? { noDetails: true } : { details: result.item };
	const { scope, isAbsence } = KINDS[result.failure.kind];
	return scope === 'action' && isAbsence ? { noDetails: true } : { failure: result.failure };
}
