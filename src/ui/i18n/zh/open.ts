export const openMessages: Record<string, string> = {
  'open.drop': '松手即可打开场景文件。内容只留在本机。',
  'open.opened': '已打开 {name}',
  'open.mistakes': '有 {n} 处要改',
  'open.stays': '什么都没有改动：屏幕上的这次运行保持原样。',
};
