import { KINDS, type ErrorKind } from './kinds';

/** Words of machines: the panel, its supplier or a server in between did not answer or broke. */
const BROKEN =
	/\bcurl\b|sqlstate|\btime[ds]?[- ]?outs?\b|gateway|deadlock|exception|stack ?trace|fatal error|server error|internal.{0,8}error|cast to objectid|connection (refused|reset|closed|failed|error|lost)|(could ?n.t|can ?n.t|cannot|failed to|unable to|could not|can not) (connect|resolve)|\bjson\b|\b(invalid|bad|unexpected|empty|missing|wrong|incorrect|no)\b.{0,20}\bresponse\b|\bprisma\b|execution time|memory (size|limit)|open files|(number of|too many|user) connections|conexi[oó]n|conex[oõ]|соединени|bağlantı(sı)? (sayısı|hatası|zaman)|koneksi|kết nối/i;
/** Words of people for the same. They may stand beside a known refusal, which then counts. */
const TROUBLE = oneOf([
	/try.{0,6}(again|later)|went wrong|unexpected (error|response|reply)|error (has )?occur/,
	/(unknown|system|network|database|db) error|technical (error|problem|issue|difficult)|database|maintenance/,
	/(did not|didn.t|not|no) (respon|answer|reply)|service unavailable/,
	/(provider|supplier|upstream|vendor).{0,30}(error|fail|not\b|n.t\b|trouble|problem|unavailable|down\b|offline)/,
	/(error|fail|trouble|problem).{0,20}(provider|supplier|upstream|vendor)/,
	/(system|site|panel|api|server).{0,20}(temporar|unavailable|down\b|offline|busy|overload)/,
]);
/** Words that speak of an order that is there, or of a fault behind the panel: made by this very call, for all anybody knows. */
const MAY_BE_BOOKED = oneOf([
	/duplicate|already.{0,12}(exist|placed|created|booked)|order.{0,20}(?<!\bnot |n.t )(was|been|is) (created|placed|booked|accepted)|no query results/,
	/^(your )?(new )?order (created|placed|booked|accepted|received|submitted|queued|scheduled)\b/,
	/\border[ :]{0,2}#?\d+ (created|placed|booked|accepted|received|submitted|queued|scheduled)\b/,
	/(pedido|orden|ordem|ordine)\S*( \S+)?(?<! (no|n[aã]o|non)) (cread|criad|creat|realizad|recibid|recebid|acept|aceit|ricevut|agendad)/,
	/(sipariş|gönderim)\S*( \S+)? (alındı|oluşturuldu|verildi|kabul edildi|sıraya)|заказ\S*( \S+)?(?<! не) (создан|принят|оформлен)/,
	/đơn hàng.{0,8} đã (được )?(tạo|nhận|đặt|lên lịch)|pesanan.{0,10} (berhasil|telah|sudah) (di)?(buat|terima|tambah)|pesanan (dibuat|diterima)/,
	/commande\S*( \S+)?(?<! (pas|non)) (créée|creee|enregistrée|acceptée)|bestellung( \S+)?(?<! nicht) (angelegt|erstellt|aufgegeben|angenommen)/,
	/zamówieni\S*( \S+)?(?<! nie) (utworzon|złożon|przyjęt)|(تم|تمت) (إنشاء|تسجيل|استلام|قبول).{0,8}طلب|سفارش.{0,10}(ثبت|ایجاد) شد/,
	/\b(ya|já|gi[aà]) (existe|exist|hay|h[aá]|esiste)\b.{0,16}(pedido|orden|ordem|ordine)|zaten.{0,20}(oluşturul|mevcut)|уже (создан|существует)|đã tồn tại|sudah ada/,
]);
const DONE =
	'(created|placed|booked|accepted|received|submitted|queued|scheduled|saved|registered|added|sent|processed|pending|processing|awaiting|on hold|(in|under) (the )?(queue|review|process|progress))';
/** More such words. They count only in answer to a purchase: of a cancellation "Order is processing" is a plain no. */
const STANDS = oneOf([
	new RegExp(`\\border\\b.{0,20}(?<!\\bnot |n.t )\\b(was|been|being|is)( successfully)? ${DONE}\\b`),
	new RegExp(
		`^(your |the |this )?(new )?order( successfully)? ${DONE}\\b|^order( id)?[ :]{0,2}#?\\d{2,}\\b|\\border\\b.{0,12}\\b(success|erfolgreich)`,
	),
	/\b(sen[dt]|forward\w*) (it )?to (the |our )?(provider|supplier)/,
	/\b(successfully (ordered|placed|created)|(received|accepted|placed|created|thank.{0,10}for) (your|the) order)\b/,
	/订单.{0,4}(已|成功)|下单成功|注文.{0,6}(受け?付|完了|作成)|주문.{0,4}(접수|완료|생성)/,
]);
const ACTIVE_ORDER = oneOf([
	/active (order|application)s?\b.{0,30}\blink|\blink\b.{0,20}\bha(s|ve) an? active|have (already )?an? active order/,
	/gönderim olan bağlantı|(pedido|orden) (activ|ativ)o.{0,30}(link|enlace)|активн\S* заказ.{0,30}ссылк/,
]);
const GIVEN_BACK = /(balance|money|funds|charge|amount|payment).{0,20}(has|have|was|were)( been)? (refunded|returned|given back)/i;
const FUNDS = oneOf([
	/\b(no[ _]|out of )(funds?|balance|money|credits?)|exceeds?.{0,12}balance|balance.{0,12}less than|please (add funds|recharge|top.?up)/,
	/(not?.enough|insufficient|too low|low).{0,12}(funds?|balance|money|credits?|wallet)/,
	/(balance|funds?|credits?|wallet).{0,16}(insufficient|not (be )?(enough|sufficient)|too low|is low)/,
	/(do(es)? ?n.t|do(es)? not|not) have (enough|sufficient).{0,20}(balance|funds?|money|credits?)/,
	/(saldo|fondos|cr[eé]dito|solde|fonds).{0,12}(insuficiente|insuficientes|insuffisante?s?|insufficiente|tidak (cukup|mencukupi))/,
	/(no|n[aã]o) (tiene|tienes|tem|hay|possui).{0,8}(saldo|fondos|cr[eé]dito).{0,4}suficiente|fondi insufficienti|saldo.{0,8}kurang|nicht genug.{0,8}guthaben|nicht genügend.{0,8}guthaben/,
	/yetersiz bakiye|bakiye.{0,12}(yetersiz|yeterli değil)|недостаточно (средств|денег|баланса)|не хватает (средств|денег)|недостатньо коштів|guthaben.{0,20}(nicht|reicht)|brak środków|niewystarczając.{0,4}środk/,
	/(số dư).{0,12}không đủ|không đủ.{0,8}số dư|余额不足|餘額不足|残高.{0,3}(不足|足り)|잔액.{0,4}부족|رصيد.{0,12}(غير كاف|لا يكفي)|ليس.{0,8}رصيد|موجودی.{0,8}کافی/,
	/không đủ tiền|ยอดเงินไม่.{0,8}พอ|অপর্যাপ্ত ব্যালেন্স|ব্যালেন্স.{0,8}নেই|बैलेंस नहीं|mablag.{0,2} yetarli emas/,
]);
const NOT_FOUND = oneOf([
	/(order|refill|service|project|subcategory|number|product).{0,20}(not.found|do(es)?( not|n.t) exist)/,
	/(incorrect|invalid|wrong).{0,3}(order|service|refill|subcategory|project).{0,4}id/,
	/(order|service|refill|subcategory|project).{0,4}ids?\b.{0,12}(invalid|incorrect|not valid|wrong)/,
	/(no such|unknown) (order|service|refill|subcategory|project)|^not found$/,
	/selected (order|service|refill|project)s? is invalid/,
	/(pedido|orden|ordem|ordine|servi[cç]io|commande|sipariş|servis|hizmet|pesanan|layanan|bestellung|zamówieni[ea]|заказ|замовлення|услуга).{0,20}(n[aã]o (encontrad|exist)|no (encontrad|existe|se encontr)|non (trovat|esist)|introuvable|n.existe pas|bulunamad|tidak (ditemukan|ada)|nicht gefunden|nie (znalezion|istnieje)|не (найден|знайден|существует|існує))/,
	/(الطلب|الخدمة|طلب).{0,20}(غير (موجود|صحيح|صالح)|لم يتم العثور)|(سفارش|سرویس).{0,20}(یافت نشد|پیدا نشد|وجود ندارد)|آرڈر.{0,20}نہیں مل|(ऑर्डर|আদেশ|অর্ডার).{0,20}(नहीं मिल|পাওয়া যায়নি)/,
	/(hatalı|geçersiz|yanlış).{0,10}(sipariş|servis)|(неверн|неправильн)\S*.{0,12}(заказ|услуг)|(pedido|orden|ordem|ordine).{0,12}(incorret|incorrect|inv[aá]lid|non valid)|(pesanan|layanan).{0,12}(salah|tidak valid)/,
	/(đơn hàng|dịch vụ).{0,20}không.{0,6}(tồn tại|tìm thấy|hợp lệ)|không tìm thấy.{0,6}đơn|ไม่พบ(คำสั่งซื้อ|ออเดอร์)|(订单|訂單|服务|服務).{0,6}(不存在|未找到|没有找到|無效|无效)|(注文|オーダー).{0,8}(見つかり|存在し)|주문.{0,10}(찾을 수 없|존재하지)/,
]);
const OF_ORDER =
	/\border|pedido|orden\b|ordem|ordine|commande|sipariş|pesanan|bestellung|zamówien|заказ|замовлення|طلب|سفارش|đơn hàng|订单|訂單|注文|주문/i;
const OF_SERVICE = /servi|produ|proje|number|hizmet|layanan|услуг|послуг|خدمة|سرویس|dịch vụ|服务|服務/i;
const THING =
	'(link|url|domain|quantity|amount|user ?names?|comments?|keywords?|service|category|fields?|parameters?|interval|runs?|media|answer|groups?|hashtags?|country|project|phone|numbers?)';
/** Fields of an order in the languages of panels, and what is said of them. */
const FOREIGN_THING =
	'(link|url|comment|enlace|lien|bağlantı|ссылк|liên kết|tautan|الرابط|لینک|cantidad|quantidade|quantité|menge|anzahl|miktar|sayı(?!n )|adet|количеств|jumlah|số lượng|الكمية|تعداد|alanlar|usuario|usuário|kullanıcı adı)';
const FOREIGN_BAD =
	'(hatalı|geçersiz|yanlış|inv[aá]lid[oae]|incorrect[oa]|incorret[oa]|incorrecte|errad[oa]|non valid[oa]|ungültig|не ?верн|некорректн|неправильн|không (hợp lệ|đúng|tồn tại)|tidak (valid|sah)|salah|غير (صحيح|صالح)|نامعتبر)';
const FOREIGN_KEY = '(api.?(key|token|anahtar|ключ|schlüssel)|(clave|chave|chiave|clé|ключ|khóa|klucz).{0,6}api|مفتاح|کلید)';
const FOREIGN_WRONG = `(${FOREIGN_BAD}|m[ií]nim|m[aá]xim|minimal|maksim|минимальн|максимальн|tối (thiểu|đa)|الحد ال(أدنى|أقصى)|حداقل|حداکثر|aşıl|obligatori|obrigatóri|gerekli|zorunlu|обязательн|wajib|bắt buộc|vui lòng nhập|requis|مطلوب)`;
/** What panels say of an order that cannot be taken as it is: a field, its limits, or something that is not to be had. */
const VALIDATION = oneOf([
	new RegExp(
		`\\b${THING}\\b.{0,40}(required|missing|invalid|incorrect|wrong|not (a )?valid|not allowed|blacklisted|banned|must|should|less than|more than|too (small|low|large|high|big|short|long|many|few)|at (least|most)|inactive|not active|disabled|empty|not match|not supported|below|above|exceed)`,
	),
	new RegExp(`\\b(required|missing|invalid|incorrect|wrong|bad|min|max|minimum|maximum|enter|specify|provide)\\b.{0,30}\\b${THING}\\b`),
	/(link|user ?name|profile|post|video) not found|not available (via|through|for) api|out of (stock|numbers)|sold out|no (numbers?|stock|accounts?)( are| is)? (available|left)|no free (numbers?|phones?)|not enough (stock|numbers|accounts)|(dripfeed|drip-feed).{0,20}(support|allow|feature)/,
	/\b(min|max|minimum|maximum|minimal|maximal) orders?( is)?:? ?\d|corporate limit|keywords are missing|validation|incorrect (data|parameters?|input)|out of (bounds|range)|can ?no?.?t order (more|less) than|^no numbers?$/,
	/neworder\.error|^(incorrect|invalid|missing) (min|max|posts?|delay|expiry|start.at)\b|black ?listed|only\b.{0,30}\blinks?\b.{0,8}allowed/,
	/(account|profile|page|channel|group|profil).{0,8}(is private|gizli)|private (account|profile)|account.{0,20}(restricted|cannot (place|order))|ordering is disabled|(daily|order|spending) limit.{0,8}(reach|exceed)|reached.{0,16}(daily|order|spending).{0,7}limit/,
	new RegExp(`${FOREIGN_THING}.{0,24}${FOREIGN_WRONG}|${FOREIGN_WRONG}.{0,16}${FOREIGN_THING}`),
]);

const SLOWED = /\brate.?limit|too many requests|slow down/i;
const KEY = oneOf([
	/(invalid|incorrect|wrong|missing|bad|disabled|expired|revoked).{0,20}(\b|_|api)key\b/,
	/(\b|_|api)key\b.{0,15}(invalid|incorrect|wrong|missing|required|disabled|expired|revoked|inactive|blocked)/,
]);

const SUPPLIER =
	'(provider|supplier|upstream|vendor|proveedor|fornecedor|fournisseur|tedarikçi|sağlayıcı|поставщик|провайдер|nhà cung cấp)';
const SERVICE_GONE = /service.{0,24}(not found|inactive|disabled|invalid|not exist)|(incorrect|invalid|wrong) service/;
const AT_SUPPLIER = [SLOWED, FUNDS, KEY, SERVICE_GONE].map(({ source }) => source).join('|');
/**
 * The supplier's limit, and what the panel lacks there: funds, a key, a service. The panel may have booked the order
 * before it asked there, and sends it on once its own fault is mended.
 */
const BEHIND = oneOf([
	new RegExp(`${SUPPLIER}.{0,40}(${AT_SUPPLIER})`),
	new RegExp(`(${AT_SUPPLIER}).{0,40}${SUPPLIER}`),
	new RegExp(
		`\\b(out of|insufficient|not enough|low)\\b.{0,12}${SUPPLIER}.{0,8}(funds?|balance)|${SUPPLIER}.{0,24}(không đủ|out of funds)`,
	),
	/\b(admin|server|api|third.?party)('s)? (account |wallet )?(balance|funds)|(balance|funds|saldo) ((in|on|at|of|di) )?((the|our|main) ){0,2}(server|pusat|third.?party|(parent|main|source|master) (panel|site))\b/,
]);

// Order matters: the first pattern that fits decides.
const WORDS: ReadonlyArray<[ErrorKind, RegExp]> = [
	['refused', GIVEN_BACK],
	['serverError', BROKEN],
	['serverError', BEHIND],
	['rateLimited', SLOWED],
	[
		'invalidKey',
		oneOf([
			KEY,
			/unauthori[sz]ed|account.{0,10}(inactive|suspended|disabled|blocked)|ip_not_allowed|api is disabled?|user (was )?not found/,
			/(your|this) account.{0,20}(banned|deactivated|not active)|^account (is |has been )?(banned|deactivated|not active)/,
			/^(the )?user (is )?(not active|inactive|banned|blocked|suspended|disabled)|\bip\b.{0,16}(not (allowed|white.?listed)|blocked|banned)|api (access|is|has).{0,8}(disabled|blocked)/,
			new RegExp(`${FOREIGN_KEY}.{0,16}${FOREIGN_BAD}|${FOREIGN_BAD}.{0,6}${FOREIGN_KEY}`),
			/(hesab|cuenta|conta\b|akun|аккаунт|tài khoản|konto|compte|الحساب|حساب).{0,16}(pasif|aktif değil|askı|engel|suspen[ds]|inactiv|inativ|bloque|bloquad|desactivad|desativad|tidak aktif|nonaktif|diblokir|заблокир|неактив|bị kh(oá|óa)|gesperrt|inaktiv|désactiv|معطل|محظور|موقوف)/,
			/api.?token.{0,20}(exist|invalid|incorrect|wrong|expired|required|missing|không (tồn tại|hợp lệ|đúng))|(invalid|incorrect|wrong|missing|expired).{0,8}api.?token/,
		]),
	],
	[
		'notOffered',
		/(invalid|incorrect|unknown|unsupported|bad).(action|request|method)|action.{0,10}not.(found|supported)|action is (invalid|unknown|incorrect)/i,
	],
	['notEnoughFunds', FUNDS],
	['activeOrder', ACTIVE_ORDER],
	['notFound', NOT_FOUND],
	['serverError', MAY_BE_BOOKED],
	['refused', VALIDATION],
	['serverError', TROUBLE],
];

function oneOf(patterns: readonly RegExp[]): RegExp {
	return new RegExp(patterns.map(({ source }) => source).join('|'), 'i');
}

function findKind(words: string): ErrorKind | undefined {
	const folded = words.replace(/_/g, ' ');
	return WORDS.find(([, pattern]) => pattern.test(words) || pattern.test(folded))?.[0];
}

/** Sorts a panel's own words; 'refused' for unlisted words. */
export function classifyWords(words: string): ErrorKind {
	return findKind(words) ?? 'refused';
}

/** True for words of which is known that a purchase was not made; unlisted words are none. */
export function isKnownRefusal(words: string): boolean {
	const kind = findKind(words);
	return kind !== undefined && KINDS[kind].purchase === 'refused';
}

/**
 * True for words of a known refusal in answer to a purchase, where they do not speak of an order as well: one that was
 * made, or one that the panel looked for and did not find. "You have an active order" is about an earlier one.
 */
export function saysNotBought(words: string): boolean {
	if (!isKnownRefusal(words) || isGivenBack(words) || ACTIVE_ORDER.test(words)) return isKnownRefusal(words);
	return !mayBeBooked(words) && !(NOT_FOUND.test(words) && OF_ORDER.test(words) && !OF_SERVICE.test(words));
}

/** True for words in answer to a purchase that speak of an order as made. */
export function mayBeBooked(words: string): boolean {
	return MAY_BE_BOOKED.test(words) || STANDS.test(words);
}

/** True where the panel took an order, could not serve it, and gave the money back. */
export function isGivenBack(words: string): boolean {
	return GIVEN_BACK.test(words);
}

const LONGEST_WORDS = 300;

/**
 * Makes a panel's words fit for an error text: one line, no tags, not endless. The client has already taken the key out
 * of the whole reply.
 */
export function cleanWords(words: string, longest = LONGEST_WORDS): string {
	// Cut first: a hostile panel may send megabytes.
	const line = words
		.slice(0, 10 * LONGEST_WORDS)
		.replace(/<[^<>]*>/g, ' ')
		.replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
		.trim();
	const points = [...line];
	return points.length > longest ? `${points.slice(0, longest).join('')}…` : line;
}
