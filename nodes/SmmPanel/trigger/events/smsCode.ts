import type { IdResult } from '../../panel/batches';
import type { PanelFailure } from '../../panel/failures';
import { getSmsCodes, getSmsStatuses } from '../../panel/sms';
import { ID_TIMES, isDurable } from '../budget';
import { findings, type Round, type TriggerEvent } from '../event';
import { shortHash } from '../hash';
import { askInTurn, outageIn, tooSlow } from '../watching/idRotation';
import { optionsOf, switchOf } from '../parameters';
import { proveKey } from '../proveKey';
import { nothingWatched, readWatchList } from '../watchList/watchList';
import { forgetOthers, readWatched, writeWatched, type Scope } from '../watching/watchState';
import { compareNumbers, hasNewCode, isOver, smsEvent, type SmsSight } from '../watching/smsDiff';
import { readSmsMark, type SmsMark } from '../watching/smsDiff';

/** The only panel with numbers takes one id a call. */
const AT_ONCE = 25;
const MOST_SHOWN = 20;

/**
 * Codes that arrive on rented numbers. `sms_code` is asked, because it is the one that brings the full text;
 * `sms_status` only when a number is new or has a new code, for the phone and the end of the number.
 */
export const smsCode: TriggerEvent = {
	times: ID_TIMES,
	async look(round, stored) {
		const ids = await readWatchList(round);
		const scope: Scope = { base: shortHash(`smsCode\n${round.panel.address.url}`), settings: '' };
		const before = readWatched(stored, scope, (mark) => mark);
		const kept = forgetOthers(before, ids);
		const markOf = (id: string) => readSmsMark(kept.marks.get(id));
		const open = ids.filter((id) => !isOver(markOf(id), round.now));
		if (open.length === 0) await proveKey(round);
		const { answers, sights } = await askNumbers(round, open, markOf);
		const outage = outageIn(answers, isDurable(round.context));
		if (outage) throw outage;
		const seen = ids.flatMap((id): Array<[string, SmsSight]> => {
			const sight = sights.get(id);
			return sight ? [[id, sight]] : [];
		});
		const { events, marks } = compareNumbers(kept.marks, seen, switchOf(optionsOf(round.context), 'reportUnknown', true), round.now);
		return findings(
			events,
			writeWatched(before, kept, marks, scope),
			[...answers.failures.values()],
			sights.size > 0 || answers.failures.size === 0,
		);
	},
	async show(round) {
		const ids = (await readWatchList(round)).slice(0, MOST_SHOWN);
		if (ids.length === 0) throw nothingWatched('numbers');
		const { answers, sights } = await askNumbers(round, ids, () => ({ code: '' }));
		const [failure] = answers.failures.values();
		if (sights.size === 0) throw failure ?? tooSlow();
		return [...sights].map(([id, { item, details }]) => {
			const eventId = item.found === false ? `${id}:notFound` : `${id}:sms:${typeof item.code === 'string' ? item.code : ''}`;
			return smsEvent(eventId, item, details);
		});
	},
};

type Details = Omit<SmsSight, 'item'>;

async function askNumbers({ panel, memory, signal }: Round, ids: readonly string[], markOf: (id: string) => SmsMark) {
	const details = new Map<string, Details>();
	// Details are asked slice by slice: behind all the codes they would find no time left on a slow panel, and a code
	// without its phone would be told only half. A code waits one poll for its phone, but no longer: it expires soon.
	const ask = async (slice: readonly string[]) => {
		const results = new Map(await getSmsCodes(panel, slice));
		const wanted = slice.filter((id) => needsDetails(id, results.get(id), markOf(id)));
		for (const [id, result] of await getSmsStatuses(panel, wanted)) {
			const known = detailsOf(result);
			if (!('failure' in known)) details.set(id, known);
			else if (!(memory.failed.has(id) && isNewCode(id, results.get(id), markOf(id)))) results.set(id, known);
		}
		return results;
	};
	const answers = await askInTurn(ids, () => AT_ONCE, ask, memory, signal);
	const sights = new Map([...answers.items].map(([id, item]): [string, SmsSight] => [id, { item, ...details.get(id) }]));
	return { answers, sights };
}

function needsDetails(id: string, result: IdResult | undefined, mark: SmsMark): boolean {
	if (!result || !('item' in result) || result.item.found === false) return false;
	return mark.expires === undefined || isNewCode(id, result, mark);
}

function isNewCode(id: string, result: IdResult | undefined, mark: SmsMark): boolean {
	return result !== undefined && 'item' in result && result.item.found !== false && hasNewCode(id, mark, result.item);
}

function detailsOf(result: IdResult): Details | { failure: PanelFailure } {
	if ('item' in result) return result.item.found === false ? { noDetails: true } : { details: result.item };
	return result.failure.kind === 'notOffered' ? { noDetails: true } : { failure: result.failure };
}
