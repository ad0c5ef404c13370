/** What a browser sees at the panel's address: a website, so that a base URL without /api/v2 can be tried. */
export const WEBSITE = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Sandbox SMM Panel</title></head>
<body><h1>Sandbox SMM Panel</h1><p>The API is at /api/v2.</p></body></html>
`;

/** The page that Cloudflare puts in front of a site for visitors it takes for robots. */
export const CHALLENGE = `<!DOCTYPE html>
<html lang="en-US"><head><title>Just a moment...</title><meta name="robots" content="noindex,nofollow"></head>
<body><h1>Checking if the site connection is secure</h1><p>Enable JavaScript and cookies to continue</p>
<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>
`;

/** The short page that a web server sends by itself for an HTTP status. */
export function statusPage(status: number, text: string): string {
	return (
		`<html>\r\n<head><title>${status} ${text}</title></head>\r\n<body>\r\n<center><h1>${status} ${text}</h1></center>\r\n` +
		'<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n'
	);
}

/** The `sms_code` example of HstockPlus, word for word: two replies with a comment between them, which is no JSON. */
export const DOCUMENTED_OR = `{
  "status": "completed",
  "code": "123456",
  "sms_content": "Your verification code is 123456"
}
// OR
{
  "status": "waiting",
  "message": "Waiting for code"
}`;

/** The first row of Hassan Store's `services` example, word for word: the comma after "cancel" is missing. */
export const DOCUMENTED_MISSING_COMMA = `[
    {
        "service": 1,
        "name": "Followers",
        "type": "Default",
        "category": "First Category",
        "rate": "0.90",
        "min": "50",
        "max": "10000",
        "desc": "High quality followers",
        "refill": true,
        "cancel": true
        "dripfeed": true
    }
]`;
