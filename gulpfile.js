const { rm } = require('node:fs/promises');

const { dest, src, task } = require('gulp');

/**
 * Copies the icons beside the compiled code. The nodes name them file:../../icons/x.svg and the credential
 * file:../icons/x.svg, which both mean dist/icons once compiled.
 */
function buildIcons() {
	// Without `encoding: false` gulp 5 reads files as UTF-8 text and ruins every PNG.
	return src('icons/**/*.{svg,png}', { encoding: false }).pipe(dest('dist/icons'));
}

/** Removes the last build, so that a file renamed in the sources does not live on in the package. */
async function clean() {
	await rm('dist', { recursive: true, force: true });
}

task('clean', clean);
task('build:icons', buildIcons);
