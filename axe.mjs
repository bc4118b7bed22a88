import { launchChromium } from '/work/main/test/run/chromium.mjs';
import { serveFolder } from '/work/main/tools/serve-folder.mjs';
import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs'; import { brotliCompressSync } from 'node:zlib';
const { url } = await serveFolder('/tmp/u2/dist', { mount: '/x/y/' });
const b = await launchChromium();
for (const [w,h,theme,lang,forced] of [[1440,900,'light','en'],[1440,900,'dark','zh'],[390,844,'light','zh'],[320,640,'dark','en'],[1024,768,'light','en'],[768,1024,'dark','zh'],[1440,900,'light','en','active']]) {
 const ctx = await b.newContext({viewport:{width:w,height:h}, forcedColors: forced??'none'}); const p = await ctx.newPage();
 const js=[]; p.on('response', r=>{ if(/\.js$/.test(r.url())) js.push(r.url().split('/').pop()) });
 p.on('console',m=>m.type()==='error'&&console.log(m.text())); p.on('pageerror',e=>console.log(e.message));
 await p.goto(url+`#/?lang=${lang}&theme=${theme}`);
 await p.waitForSelector('section.verdict'); const early=[...js];
 await p.waitForSelector('[data-testid=call-to-action]',{timeout:20000});
 await p.click('[data-testid=call-to-action]'); await p.waitForSelector('section[data-verdict=ackedLost]',{timeout:20000}); await p.waitForTimeout(800);
 const r = await new AxeBuilder({page:p}).analyze();
 console.log(w,theme,lang,forced??'', r.violations.length); for (const v of r.violations) console.log('  ',v.id,v.impact,v.nodes.length,v.nodes.slice(0,3).map(n=>n.target.join(' ')+' | '+n.html.slice(0,110)).join('\n      '));
 if(w===1440&&theme==='light'&&!forced) {let s=0; for(const f of early){ const n=brotliCompressSync(readFileSync('dist/assets/'+f)).length; s+=n; console.log(f,n)} console.log('before verdict',s, 'all', js.join(' '));}
 const over = await p.evaluate(()=>document.documentElement.scrollWidth>innerWidth?document.documentElement.scrollWidth:0); if(over) console.log('OVERFLOW',over);
 if(forced) await p.screenshot({path:'/tmp/u2/s-forced.png'});
 await ctx.close();
}
await b.close(); process.exit(0);
