import { classifyWords, isGivenBack, KINDS, type ErrorKind } from '../errors';
import type { Intent } from './retry';

/** What the texts of a failed call may mention. */
export interface CallFacts {
	url: string;
	likelyUrl?: string;
	action: string;
	intent: Intent;
	timeoutMs: number;
	/** Names of the fields that were sent beside the key. */
	sent: readonly string[];
	/** The kind of order, where one was chosen. */
	orderType?: string | undefined;
}

export function rateLimitTexts(wait: number | undefined): { message: string; nextStep: string } {
	const after = wait === undefined ? 'Wait a minute, then try again' : `Try again in ${Math.ceil(wait / 1000)} seconds, as the panel asks`;
	return {
		message: 'The panel takes no more calls for now, because too many came in a short time',
		nextStep: `${after}. A Wait node or a longer interval between runs keeps below its limit.`,
	};
}

/** The host is named, because a right key at the wrong panel looks the same. */
export function keyTexts({ url }: CallFacts): { message: string; nextStep: string } {
	return {
		message: `The panel at ${new URL(url).host} does not accept the API key`,
		nextStep:
			'If that is another panel than yours, correct the Base URL in the credential. Else copy the key again from the API page of your account into the credential; if you made a new key there, the old one no longer works.',
	};
}

/** What is known of a refusal. */
interface RefusalFacts {
	kind: ErrorKind;
	/** The panel's own, cleaned. */
	words: string;
	/** HTTP status. */
	status: number;
	/** Milliseconds that the panel asked to wait. */
	wait: number | undefined;
}

export function refusalTexts({ kind, words, status, wait }: RefusalFacts, facts: CallFacts): { message: string; nextStep: string } {
	const wordless = status < 400 ? 'The panel answered with an error and did not say why' : `The panel refused with HTTP ${status}`;
	const said = words === '' ? wordless : `The panel says: ${words}`;
	if (kind === 'rateLimited') return rateLimitTexts(wait);
	if (kind === 'invalidKey')
		return { message: `${keyTexts(facts).message}${words === '' ? '' : `. It says: ${words}`}`, nextStep: keyTexts(facts).nextStep };
	if (kind === 'notOffered') {
		return {
			message: `This panel does not offer the action '${facts.action}'. It says: ${words}`,
			nextStep: "See the README for what each panel offers, or use 'Custom API Call' if the panel names the action differently.",
		};
	}
	return { message: said, nextStep: adviseOnWords(kind, words, facts) };
}

function adviseOnWords(kind: ErrorKind, words: string, facts: CallFacts): string {
	if (isGivenBack(words)) return 'The panel gave the money back. Try again later, or choose another service.';
	if (kind === 'refused' && (classifyWords(words) === 'notOffered' || NAMES_NO_FIELD.test(words))) return adviseOnFields(facts);
	const [wanted] = kind === 'refused' && facts.action === 'add' ? listWanted(words).filter((name) => !facts.sent.includes(name)) : [];
	if (wanted !== undefined) return adviseOnWanted(wanted, facts);
	return KINDS[kind].advice ?? '';
}

/** Words that say that something of the call is wrong, and not what. */
const NAMES_NO_FIELD = /^\W*(incorrect|invalid|wrong|missing|bad|not all)( required)? (data|parameters?|params|input|fields?)\W*$/i;

/** The fields that a panel names as missing, e.g. in "The quantity field is required". */
function listWanted(words: string): string[] {
	const found = words.matchAll(
		/\b(?:(\w+)(?: field)? (?:is )?(?:required|missing)\b|(?:missing|required|specify|provide) (?:the )?(\w+))/gi,
	);
	return [...found].map(([, before = '', after = '']) => (before || after).toLowerCase()).filter((name) => ORDER_FIELDS.has(name));
}

/** The fields of orders, as panels name them. */
const ORDER_FIELDS: ReadonlySet<string> = new Set([
	'link',
	'quantity',
	'comments',
	'usernames',
	'username',
	'runs',
	'interval',
	'country',
	'keywords',
]);

function adviseOnWanted(name: string, { orderType }: CallFacts): string {
	const type = orderType === undefined ? 'this order' : `orders of the type '${orderType}'`;
	return `This panel also wants the field '${name}' for ${type}. Fill it in, or where the node does not ask for it, add it under Options in 'Additional Fields': {"${name}": "..."}.`;
}

function adviseOnFields({ action, sent, orderType }: CallFacts): string {
	if (sent.length === 0) return 'Check the Base URL and the API key in the credential; some panels answer a wrong key in these words.';
	const check = action === 'add' ? 'Check that the order type is the one of the service, and that no field is missing' : 'Check them';
	const what = orderType === undefined ? '' : ` as an order of the type '${orderType}'`;
	return `The call '${action}' was sent${what} with the fields ${sent.join(', ')}. ${check}; some panels answer a wrong key in the same words.`;
}
