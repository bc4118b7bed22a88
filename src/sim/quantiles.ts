/**
 * 4,096 quantiles of the exponential distribution with mean 2^20: element i is −ln(1 − i/4096) · 2^20, rounded.
 *
 * @remarks
 * A committed table, since logarithms differ between JavaScript engines. Kept as differences in base 36; a draw in
 * the last cell adds the last quantile and draws again, so the tail has no end.
 */
export const EXPONENTIAL_QUANTILES: Int32Array = decode();

function decode(): Int32Array {
  const table = new Int32Array(4096);
  let sum = 0;
  let index = 0;
  for (const difference of differences().split(' ')) {
    sum += Number.parseInt(difference, 36);
    table[index] = sum;
    index += 1;
  }
  return table;
}

function differences(): string {
  return (
    '0 74 74 74 75 74 74 75 74 75 74 75 75 74 75 75 75 75 75 75 76 75 75 76 75 76 75 76 76 75 76 76 76 76 76 77 76 ' +
    '76 76 77 76 77 77 76 77 77 77 77 77 77 77 77 77 78 77 77 78 77 78 78 78 77 78 78 78 78 79 78 78 78 79 78 79 79' +
    ' 78 79 79 79 79 79 79 79 79 79 7a 79 79 7a 7a 79 7a 7a 7a 79 7a 7a 7b 7a 7a 7a 7b 7a 7b 7a 7b 7b 7a 7b 7b 7b 7' +
    'b 7b 7b 7c 7b 7b 7c 7b 7c 7b 7c 7c 7c 7b 7c 7c 7d 7c 7c 7c 7d 7c 7c 7d 7d 7c 7d 7d 7d 7d 7d 7d 7d 7d 7e 7d 7d ' +
    '7e 7d 7e 7e 7e 7d 7e 7e 7e 7e 7f 7e 7e 7e 7f 7e 7f 7f 7e 7f 7f 7f 7f 7f 7f 7f 7f 7g 7f 7g 7f 7g 7f 7g 7g 7g 7g' +
    ' 7g 7g 7g 7g 7h 7g 7g 7h 7g 7h 7h 7g 7h 7h 7h 7h 7h 7h 7i 7h 7h 7i 7h 7i 7i 7h 7i 7i 7i 7i 7i 7i 7i 7j 7i 7i 7' +
    'j 7j 7i 7j 7j 7i 7j 7j 7j 7k 7j 7j 7j 7k 7j 7k 7j 7k 7k 7k 7k 7k 7k 7k 7k 7k 7k 7l 7k 7l 7k 7l 7l 7l 7l 7l 7l ' +
    '7l 7l 7l 7l 7m 7l 7m 7l 7m 7m 7m 7l 7m 7m 7n 7m 7m 7m 7n 7m 7n 7m 7n 7n 7n 7m 7n 7n 7o 7n 7n 7n 7o 7n 7o 7n 7o' +
    ' 7o 7o 7n 7o 7p 7o 7o 7o 7o 7p 7o 7p 7p 7o 7p 7p 7p 7p 7p 7p 7p 7q 7p 7p 7q 7p 7q 7q 7q 7q 7p 7q 7r 7q 7q 7q 7' +
    'r 7q 7r 7q 7r 7r 7r 7r 7r 7r 7r 7r 7r 7s 7r 7s 7r 7s 7s 7r 7s 7s 7s 7s 7s 7t 7s 7s 7t 7t 7s 7t 7t 7s 7t 7t 7t ' +
    '7u 7t 7t 7u 7t 7u 7t 7u 7u 7t 7u 7u 7u 7v 7u 7u 7u 7v 7u 7v 7v 7u 7v 7v 7v 7v 7v 7w 7v 7v 7w 7v 7w 7v 7w 7w 7w' +
    ' 7w 7w 7w 7w 7w 7x 7w 7x 7w 7x 7x 7x 7x 7x 7x 7x 7x 7x 7y 7x 7y 7x 7y 7y 7x 7y 7y 7y 7z 7y 7y 7y 7z 7y 7z 7z 7' +
    'y 7z 7z 7z 7z 80 7z 7z 7z 80 7z 80 80 80 80 7z 80 81 80 80 80 81 80 81 81 80 81 81 81 81 81 81 82 81 82 81 82 ' +
    '81 82 82 82 82 82 82 83 82 82 83 83 82 83 83 83 83 83 83 83 83 84 83 84 83 84 84 84 84 84 84 84 84 85 84 85 84' +
    ' 85 85 85 85 85 85 85 85 86 85 86 85 86 86 85 86 86 86 87 86 86 87 86 87 86 87 87 87 87 87 87 87 88 87 88 87 8' +
    '8 88 87 88 88 88 89 88 88 89 88 89 88 89 89 89 89 89 89 89 8a 89 8a 89 8a 8a 8a 8a 8a 8a 8a 8a 8a 8b 8a 8b 8b ' +
    '8b 8a 8b 8b 8b 8c 8b 8b 8c 8b 8c 8c 8c 8b 8c 8c 8d 8c 8c 8d 8c 8d 8c 8d 8d 8d 8d 8d 8d 8d 8e 8d 8e 8d 8e 8e 8e' +
    ' 8e 8e 8e 8e 8e 8f 8e 8f 8f 8e 8f 8f 8f 8f 8f 8g 8f 8g 8f 8g 8f 8g 8g 8g 8g 8g 8h 8g 8g 8h 8g 8h 8h 8h 8h 8h 8' +
    'h 8h 8h 8i 8h 8i 8h 8i 8i 8i 8i 8i 8i 8j 8i 8i 8j 8j 8i 8j 8j 8j 8j 8j 8k 8j 8k 8j 8k 8j 8k 8k 8k 8k 8k 8l 8k ' +
    '8k 8l 8l 8k 8l 8l 8l 8l 8l 8m 8l 8l 8m 8m 8l 8m 8m 8m 8m 8m 8n 8m 8m 8n 8n 8m 8n 8n 8n 8n 8n 8o 8n 8o 8n 8o 8o' +
    ' 8n 8o 8o 8o 8p 8o 8o 8p 8o 8p 8p 8p 8p 8p 8p 8p 8q 8p 8q 8p 8q 8q 8q 8q 8q 8q 8q 8q 8r 8q 8r 8r 8r 8r 8r 8r 8' +
    'r 8r 8s 8r 8s 8s 8r 8s 8s 8s 8s 8t 8s 8s 8t 8t 8s 8t 8t 8t 8t 8u 8t 8t 8u 8t 8u 8u 8u 8u 8u 8u 8u 8v 8u 8v 8u ' +
    '8v 8v 8v 8v 8v 8w 8v 8v 8w 8v 8w 8w 8w 8w 8w 8w 8x 8w 8x 8w 8x 8x 8x 8x 8x 8x 8x 8y 8x 8y 8x 8y 8y 8y 8y 8y 8z' +
    ' 8y 8z 8y 8z 8z 8z 8z 8z 8z 8z 90 8z 90 8z 90 90 90 90 90 90 91 90 91 91 90 91 91 91 92 91 91 92 91 92 92 92 9' +
    '2 92 92 92 93 92 93 93 92 93 93 93 94 93 93 94 94 93 94 94 94 94 94 95 94 95 94 95 95 95 95 95 96 95 95 96 96 ' +
    '96 95 96 97 96 96 96 97 97 96 97 97 97 97 98 97 97 98 98 97 98 98 98 99 98 98 99 98 99 99 99 99 99 99 9a 99 9a' +
    ' 99 9a 9a 9a 9a 9a 9b 9a 9b 9a 9b 9b 9b 9b 9b 9b 9c 9b 9c 9b 9c 9c 9c 9c 9d 9c 9c 9d 9d 9c 9d 9d 9d 9e 9d 9d 9' +
    'e 9e 9d 9e 9e 9e 9e 9f 9e 9f 9e 9f 9f 9f 9f 9f 9f 9g 9f 9g 9g 9g 9f 9h 9g 9g 9g 9h 9h 9g 9h 9h 9h 9h 9i 9h 9h ' +
    '9i 9i 9i 9i 9i 9i 9i 9i 9j 9j 9i 9j 9j 9j 9j 9k 9j 9k 9j 9k 9k 9k 9k 9k 9k 9l 9k 9l 9l 9k 9l 9m 9l 9l 9m 9l 9m' +
    ' 9m 9l 9m 9n 9m 9m 9n 9m 9n 9n 9n 9n 9n 9n 9n 9o 9o 9n 9o 9o 9o 9o 9p 9o 9p 9o 9p 9p 9p 9p 9p 9q 9p 9q 9p 9q 9' +
    'q 9q 9q 9r 9q 9r 9q 9r 9r 9r 9r 9r 9r 9s 9s 9r 9s 9s 9s 9s 9s 9t 9s 9t 9t 9t 9t 9t 9t 9t 9u 9t 9u 9u 9u 9u 9u ' +
    '9u 9v 9u 9v 9v 9v 9v 9v 9v 9w 9v 9w 9w 9v 9w 9x 9w 9w 9x 9w 9x 9x 9x 9x 9x 9x 9y 9x 9y 9y 9y 9y 9y 9y 9z 9y 9z' +
    ' 9z 9z 9z 9z 9z a0 9z a0 a0 9z a0 a1 a0 a0 a1 a0 a1 a1 a1 a1 a2 a1 a1 a2 a2 a2 a2 a2 a2 a3 a2 a3 a2 a3 a3 a4 a' +
    '3 a3 a4 a3 a4 a4 a4 a4 a4 a5 a4 a5 a5 a5 a5 a5 a5 a6 a5 a6 a6 a6 a6 a6 a6 a7 a6 a7 a7 a7 a7 a7 a7 a8 a7 a8 a8 ' +
    'a8 a8 a8 a9 a8 a9 a9 a9 a9 a9 a9 a9 aa aa a9 aa aa ab aa aa ab ab ab ab ab ab ab ac ab ac ac ac ac ad ac ad ac' +
    ' ad ad ad ad ae ad ae ae ad ae af ae ae af af ae af af ag af ag af ag ag ag ag ag ah ag ah ah ah ah ah ai ah a' +
    'i ai ai ai ai ai aj ai aj aj aj aj aj ak aj ak ak ak ak ak al ak al al al al al am al am al am am an am am an ' +
    'an an an an an ao an ao ao ao ao ao ap ap ao ap ap ap aq ap aq ap aq aq aq ar aq ar aq ar ar ar as ar as ar as' +
    ' as as at as at as at at at au at au at au au au av au av av av av av av aw av aw aw aw aw ax aw ax aw ax ax a' +
    'y ax ay ax ay ay ay az ay az ay az az az b0 az b0 az b0 b0 b1 b0 b1 b0 b1 b1 b1 b1 b2 b1 b2 b2 b2 b2 b2 b3 b3 ' +
    'b2 b3 b3 b4 b3 b3 b4 b4 b4 b4 b4 b5 b4 b5 b5 b5 b5 b6 b5 b6 b6 b6 b6 b6 b7 b6 b7 b7 b7 b7 b8 b7 b8 b8 b8 b8 b8' +
    ' b9 b8 b9 b9 b9 b9 ba b9 ba ba ba ba ba bb bb ba bb bb bc bb bc bc bc bc bc bc bd bd bc bd be bd be bd be be b' +
    'e bf be bf be bf bg bf bf bg bg bg bg bg bg bh bh bh bh bh bh bi bi bh bj bi bi bj bi bj bj bj bk bj bk bk bk ' +
    'bk bk bl bl bk bl bm bl bl bm bm bm bm bn bm bn bn bn bn bn bo bn bo bo bo bp bo bp bp bp bp bp bq bq bq bq bq' +
    ' bq br bq br br bs br bs br bs bs bt bs bt bt bs bu bt bt bu bu bu bu bu bv bv bu bv bw bv bw bv bw bw bx bw b' +
    'x bw bx bx by bx by by by by by bz by bz bz c0 bz c0 bz c0 c1 c0 c0 c1 c1 c1 c1 c2 c1 c2 c2 c2 c2 c3 c2 c3 c3 ' +
    'c3 c4 c3 c4 c4 c4 c4 c5 c4 c5 c5 c5 c6 c5 c6 c6 c6 c6 c7 c6 c7 c7 c7 c8 c7 c8 c8 c8 c8 c9 c8 c9 c9 ca c9 ca c9' +
    ' ca cb ca ca cb cb cb cb cc cc cb cc cd cc cd cc cd ce cd cd ce ce ce ce cf cf cf cf cf cf cg cg cg cg cg ch c' +
    'h ch ch ch ci ch ci cj ci ci cj cj cj cj ck ck cj ck cl ck cl cl cl cl cl cm cm cm cm cn cm cn cn cn co cn co ' +
    'co co cp co cp cp cp cq cp cq cq cq cr cq cr cr cr cs cr cs cs cs ct cs ct ct ct cu ct cu cu cu cv cu cv cv cw' +
    ' cv cw cw cw cw cw cx cx cx cx cy cy cy cy cy cz cy cz d0 cz d0 cz d0 d1 d0 d1 d0 d2 d1 d1 d2 d2 d2 d2 d3 d3 d' +
    '3 d3 d3 d4 d3 d4 d5 d4 d5 d5 d5 d5 d5 d6 d6 d6 d7 d6 d7 d7 d7 d8 d7 d8 d8 d9 d8 d9 d9 d9 d9 da da da da db da ' +
    'db db dc db dc dc dc dd dc dd dd de dd de de de df de df df dg df dg dg dg dh dg dh dh di dh di di di dj di dj' +
    ' dj dk dj dk dk dl dk dl dl dl dl dm dm dm dm dn dn dn dn dn do do do dp do dp dp dq dp dq dq dq dr dq dr ds d' +
    'r ds ds ds ds dt dt dt dt dt du du du dv dv dv dv dv dw dw dw dw dx dx dx dx dy dy dy dy dz dz dz dz dz e0 e0 ' +
    'e0 e1 e1 e1 e1 e1 e2 e2 e2 e3 e2 e3 e3 e4 e3 e4 e4 e5 e5 e4 e6 e5 e6 e5 e7 e6 e7 e6 e8 e7 e8 e7 e9 e8 e9 e9 e9' +
    ' e9 ea ea ea ea eb eb eb eb ec ec ec ec ed ed ed ed ee ee ee ef ee ef eg ef eg eg eg eh eg eh ei eh ei ei ei e' +
    'j ej ej ej ek ek ek ek el el el em em em em em en en en eo eo eo eo ep ep ep eq ep eq er eq er er er es es es ' +
    'es et et et eu et eu ev eu ev ev ew ev ew ex ew ex ex ex ey ey ey ey ez ez ez f0 ez f1 f0 f1 f0 f2 f1 f2 f2 f2' +
    ' f3 f3 f3 f3 f4 f4 f4 f5 f5 f5 f5 f6 f6 f6 f7 f7 f7 f7 f8 f8 f8 f9 f9 f9 f9 fa fa fa fb fb fb fb fc fc fc fd f' +
    'd fd fe fd fe ff fe ff fg ff fg fg fg fh fh fi fh fi fi fj fj fj fj fk fk fk fl fk fm fl fm fm fm fn fn fn fo ' +
    'fo fo fp fo fq fp fq fq fq fr fr fr fr fs ft fs ft ft ft fu fu fu fv fv fv fw fw fw fx fw fy fx fy fy fy fz fz' +
    ' fz g0 g0 g0 g1 g1 g1 g2 g2 g2 g2 g3 g3 g4 g4 g4 g4 g5 g5 g5 g6 g6 g7 g6 g7 g8 g7 g8 g9 g8 g9 ga g9 ga ga gb g' +
    'b gb gc gc gc gd gd gd gd ge gf ge gf gf gg gg gg gh gh gh gh gi gj gi gj gj gk gk gk gl gl gl gm gm gm gn gn ' +
    'gn go go go gp gp gq gp gq gr gr gr gr gs gs gt gt gt gu gu gu gv gv gv gw gw gw gx gx gx gy gy gz gz gz h0 h0' +
    ' h0 h0 h2 h1 h2 h2 h2 h3 h3 h4 h4 h4 h5 h5 h5 h6 h6 h6 h7 h7 h8 h8 h8 h8 h9 ha ha ha ha hb hb hc hc hc hd hd h' +
    'd he he hf hf hf hg hg hh hg hi hh hi hi hj hj hk hk hk hl hl hl hm hm hm hn ho hn ho hp hp hp hq hq hq hr hr ' +
    'hs hs hs ht ht ht hu hu hv hv hw hw hw hx hx hx hy hy hz hz i0 hz i1 i0 i1 i2 i2 i2 i3 i3 i3 i4 i5 i4 i5 i6 i6' +
    ' i6 i7 i7 i8 i8 i8 i9 i9 ia ia ia ib ib ic ic id ic ie ie ie ie if ig ig ig ih ih ih ii ij ij ij ik ik ik il i' +
    'l im im in in io io io ip ip iq iq iq ir is is is it it it iu iv iv iv iw iw ix ix iy iy iy iz iz j0 j0 j1 j1 ' +
    'j2 j2 j2 j3 j3 j4 j4 j5 j5 j6 j6 j7 j7 j7 j8 j8 j9 j9 ja ja jb jb jc jc jc jd je jd jf jf jf jg jg jh jh jh ji' +
    ' jj jj jk jj jl jl jl jm jm jn jo jn jp jo jq jp jq jr jr js js jt jt jt ju jv jv jv jw jx jx jx jy jz jz jz k' +
    '0 k0 k1 k2 k2 k2 k3 k3 k4 k5 k5 k5 k6 k6 k7 k8 k8 k8 k9 k9 ka kb kb kb kc kd kd kd ke kf kf kg kg kg kh ki ki ' +
    'kj kj kk kk kl kl km km kn ko ko ko kp kq kq kq kr ks ks kt kt ku ku kv kv kw kx kx kx kz ky kz l0 l0 l1 l2 l2' +
    ' l2 l3 l4 l4 l4 l6 l5 l7 l7 l7 l8 l8 la l9 la lb lc lc lc ld le le lf lf lg lg lh li li lj lj lk lk ll lm lm l' +
    'n ln lo lo lp lq lq lr lr ls lt lt lu lu lv lw lw lw ly ly ly lz m0 m0 m1 m2 m2 m2 m4 m3 m5 m5 m6 m6 m7 m7 m9 ' +
    'm8 ma ma ma mb mc md md md mf mf mf mg mh mh mi mj mj mk ml ml mm mm mn mo mo mp mq mq mr ms ms mt mt mu mv mv' +
    ' mw mx mx my mz mz n0 n1 n1 n2 n2 n3 n4 n5 n5 n6 n6 n8 n8 n8 n9 na nb nb nc nc nd ne nf nf ng nh nh ni nj nj n' +
    'k nl nl nm nn nn no np nq nq nr ns ns nt nu nu nv nw nx nx ny nz nz o0 o1 o1 o3 o3 o3 o5 o5 o6 o6 o7 o8 o9 oa ' +
    'oa ob ob od od oe oe of oh og oi oi oj ok ok om om om oo oo op oq oq os os os ou ou ov ow ox ox oy oz p0 p0 p2' +
    ' p2 p2 p4 p4 p5 p6 p7 p7 p9 p9 pa pa pc pc pd pe pe pg pg ph ph pj pj pl pl pm pm po po pp pq pr pr ps pu pu p' +
    'u pw px px py pz q0 q0 q2 q2 q3 q4 q5 q6 q7 q7 q8 q9 qa qb qc qc qe qe qf qg qh qh qj qj ql ql qm qn qn qp qq ' +
    'qq qr qt qt qu qv qv qx qy qy qz r1 r1 r2 r3 r4 r5 r5 r7 r7 r9 r9 ra rc rc rd re rf rf rh ri rj rj rl rl rm ro' +
    ' ro rp rq rs rs rt ru rv rv rx ry rz s0 s0 s2 s3 s3 s5 s6 s6 s8 s8 sa sa sc sc se se sg sg si sj sj sl sl sn s' +
    'n sp sp sr ss ss su sv sv sx sy sz t0 t1 t2 t3 t4 t5 t6 t7 t8 ta ta tb td td tf tg th th tj tk tl tn tn to tq ' +
    'tq ts tt tt tv tw tx tz tz u0 u2 u3 u3 u5 u6 u8 u8 u9 ub uc uc ue uf uh uh uj uj ul um un up up ur us ut uu uv' +
    ' ux uy uz v0 v1 v3 v3 v5 v6 v7 v9 va va vd vd ve vg vh vi vk vk vm vo vo vq vq vs vu vu vw vx vz vz w1 w3 w3 w' +
    '5 w6 w7 w9 wa wb wc we wf wg wi wj wk wm wm wp wp wr ws wu wu wx wx wz x0 x2 x3 x4 x5 x7 x9 x9 xb xd xe xf xg ' +
    'xi xk xk xn xn xp xq xs xt xv xw xx xz y0 y2 y3 y5 y6 y7 y9 ya yc yd yf yg yi yj yl ym yn yp yr ys yt yw yw yy' +
    ' z0 z1 z2 z4 z6 z7 z9 za zc zd zf zg zi zk zl zn zo zq zr zt zv zw zy zz 101 102 105 105 108 109 10a 10d 10e 1' +
    '0f 10h 10j 10l 10m 10o 10p 10r 10t 10u 10x 10x 110 111 113 115 116 118 11a 11b 11d 11f 11h 11i 11k 11m 11o 11p' +
    ' 11r 11t 11v 11x 11y 120 122 123 125 128 129 12a 12d 12f 12g 12i 12k 12m 12n 12q 12r 12t 12v 12x 12z 130 133 1' +
    '34 137 138 13a 13c 13e 13g 13i 13k 13l 13o 13p 13s 13t 13w 13x 13z 142 143 145 148 149 14b 14e 14f 14h 14k 14l' +
    ' 14o 14p 14s 14t 14w 14y 150 152 154 156 158 15a 15d 15e 15h 15i 15l 15n 15q 15r 15t 15w 15y 160 162 164 167 1' +
    '69 16b 16d 16f 16i 16k 16m 16o 16r 16t 16v 16y 16z 172 175 176 179 17b 17e 17g 17i 17l 17m 17q 17r 17u 17x 17y' +
    ' 182 183 186 188 18b 18d 18g 18i 18l 18n 18p 18s 18v 18x 18z 192 194 197 19a 19c 19e 19i 19j 19m 19p 19s 19u 1' +
    '9w 1a0 1a1 1a5 1a7 1aa 1ac 1af 1ai 1ak 1an 1aq 1as 1aw 1ax 1b1 1b3 1b7 1b8 1bc 1be 1bi 1bk 1bm 1bq 1bs 1bv 1by' +
    ' 1c1 1c4 1c7 1c9 1cd 1cf 1ci 1cl 1co 1cr 1cu 1cx 1d0 1d2 1d6 1d9 1dc 1de 1di 1dl 1do 1dr 1du 1dx 1e0 1e3 1e6 1' +
    'ea 1ec 1eg 1ej 1em 1ep 1et 1ev 1ez 1f2 1f5 1f9 1fb 1ff 1fj 1fl 1fp 1fs 1fw 1fy 1g2 1g6 1g9 1gc 1gg 1gj 1gm 1gq' +
    ' 1gt 1gx 1h0 1h4 1h7 1hb 1he 1hi 1hl 1hp 1ht 1hw 1hz 1i3 1i7 1ib 1ie 1ii 1il 1ip 1it 1ix 1j0 1j4 1j8 1jb 1jg 1' +
    'jj 1jn 1jr 1jv 1jy 1k3 1k6 1ka 1ke 1ki 1km 1kq 1ku 1ky 1l3 1l6 1la 1le 1li 1lm 1lr 1lu 1lz 1m3 1m7 1mb 1mg 1mj' +
    ' 1mo 1mt 1mw 1n1 1n5 1n9 1ne 1ni 1nn 1nr 1nv 1o0 1o4 1o9 1od 1oi 1om 1or 1ov 1p0 1p5 1p9 1pe 1pi 1po 1pr 1px 1' +
    'q2 1q6 1qb 1qf 1ql 1qp 1qv 1qz 1r4 1r9 1re 1rj 1ro 1rt 1ry 1s3 1s8 1se 1si 1so 1ss 1sy 1t3 1t9 1te 1tj 1to 1tu' +
    ' 1tz 1u4 1ua 1uf 1ul 1uq 1uw 1v1 1v7 1vd 1vi 1vn 1vu 1vz 1w5 1wa 1wh 1wm 1ws 1wx 1x4 1xa 1xf 1xm 1xs 1xx 1y4 1' +
    'ya 1yf 1ym 1yt 1yy 1z5 1za 1zi 1zn 1zu 200 207 20d 20k 20q 20x 213 21a 21h 21n 21u 221 227 22e 22m 22s 22z 236' +
    ' 23d 23k 23r 23y 246 24c 24k 24r 24y 256 25d 25l 25s 25z 267 26e 26n 26t 272 279 27h 27p 27x 285 28c 28l 28t 2' +
    '90 299 29h 29q 29x 2a6 2ae 2an 2av 2b4 2bc 2bl 2bt 2c3 2cb 2cj 2ct 2d1 2db 2dj 2dt 2e2 2eb 2ek 2et 2f3 2fc 2fm' +
    ' 2fv 2g5 2ge 2go 2gy 2h7 2hi 2hr 2i1 2ic 2il 2iw 2j6 2jg 2jr 2k1 2kb 2km 2kx 2l8 2li 2lt 2m4 2mf 2mq 2n1 2nc 2' +
    'no 2nz 2oa 2om 2oy 2p9 2pk 2px 2q9 2qk 2qx 2r8 2rl 2rx 2sa 2sm 2sz 2tb 2to 2u0 2ue 2ur 2v4 2vh 2vu 2w7 2wm 2wy' +
    ' 2xd 2xq 2y4 2yh 2yw 2zb 2zo 303 30h 30w 31b 31p 325 32j 32z 33d 33u 348 34p 354 35k 360 36g 36x 37c 37u 38a 3' +
    '8q 398 39p 3a5 3ao 3b4 3bn 3c4 3cm 3d4 3dm 3e4 3en 3f6 3fp 3g7 3gr 3ha 3ht 3ie 3iw 3jh 3k2 3kl 3l6 3lr 3mb 3mx' +
    ' 3ni 3o4 3op 3pb 3px 3qj 3r6 3rs 3sg 3t2 3tq 3ud 3v1 3vq 3wd 3x2 3xq 3yg 3z5 3zu 40k 41a 420 42q 43h 449 44z 4' +
    '5r 46j 47c 483 48w 49q 4aj 4bc 4c6 4d1 4dv 4er 4fl 4gi 4hd 4ia 4j6 4k4 4l1 4ly 4mx 4nw 4ov 4pu 4qu 4ru 4sv 4tw' +
    ' 4uy 4w0 4x2 4y6 4z9 50c 51i 52m 53r 54y 564 57b 58j 59s 5az 5ca 5dj 5eu 5g5 5hh 5iu 5k6 5ll 5mz 5of 5pu 5rb 5' +
    'st 5ub 5vu 5xe 5yz 60k 626 63u 65i 677 68x 6ao 6ch 6e9 6g3 6hy 6jv 6ls 6nq 6pq 6rr 6tt 6vw 6y0 707 72e 74n 76w' +
    ' 799 7bl 7e0 7gh 7iy 7li 7o3 7qq 7tf 7w6 7yz 81u 84r 87p 8ar 8du 8h0 8k8 8nj 8qw 8uc 8xv 91g 954 98w 9cq 9go 9' +
    'kq 9ou 9t2 9xe a1u a6e ab2 afu akr apt auz b0a b5s bbd bh6 bn4 bt7 bzj c61 ccp cjl cqp cy2 d5m ddh dlj dtx e2k' +
    ' ebk eku eug f4g feu fpl g0t gcg gol h18 hee hs7 i6l ilm j1d jhw jz9 khf l0l lks m62 msj ngc o5j owa por qj3 r' +
    'fg se4 tfb uj9 vqe x11 yfn zyr 11n0 13h4 15i1 17qu 1a8u 1d1u 1g7u 1jtk 1nyk 1srf 1yee 2544 2d8u 2nao 301e 3gpz' +
    ' 43ii 50jj 6grc 9421 fkte'
  );
}
