import { launchChromium } from '/work/main/test/run/chromium.mjs';
import { serveFolder } from '/work/main/tools/serve-folder.mjs';
const { url } = await serveFolder('/tmp/u2/dist', { mount: '/x/y/' });
const b = await launchChromium(); const p = await (await b.newContext({viewport:{width:320,height:640}})).newPage();
await p.goto(url+'#/?lang=en&theme=dark'); await p.waitForSelector('[data-testid=call-to-action]');await p.click('[data-testid=call-to-action]'); await p.waitForSelector('section[data-verdict=ackedLost]');await p.waitForTimeout(800);
console.log(await p.evaluate(()=>[...document.querySelectorAll('*')].filter(e=>e.getBoundingClientRect().right>321&&!e.closest('.config-strip')).map(e=>e.tagName+'.'+(e.className.baseVal??e.className)+' '+Math.round(e.getBoundingClientRect().right)+' '+Math.round(e.getBoundingClientRect().top)).slice(0,14).join('\n')));
await b.close(); process.exit(0);
