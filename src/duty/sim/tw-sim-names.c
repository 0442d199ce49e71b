// SPDX-License-Identifier: Apache-2.0
#include "duty/sim/tw-sim-names.h"

static const TwSimWord community_words[] = {
  { "望潮", "Wangchao" }, { "临江", "Linjiang" }, { "柳溪", "Liuxi" },   { "桂香", "Guixiang" },
  { "文澜", "Wenlan" },   { "梧桐", "Wutong" },   { "清波", "Qingbo" },  { "金桥", "Jinqiao" },
  { "朝晖", "Zhaohui" },  { "南苑", "Nanyuan" },  { "书院", "Shuyuan" }, { "双桥", "Shuangqiao" },
  { "永宁", "Yongning" }, { "春熙", "Chunxi" },   { "荷塘", "Hetang" },  { "长乐", "Changle" },
  { "青枫", "Qingfeng" }, { "石塘", "Shitang" },  { "银杏", "Yinxing" }, { "百草", "Baicao" },
  { "东湖", "Donghu" },   { "仁和", "Renhe" },
};

static const TwSimWord street_words[] = {
  { "锦绣", "Jinxiu" },     { "学府", "Xuefu" },      { "望江", "Wangjiang" },
  { "听潮", "Tingchao" },   { "凤起", "Fengqi" },     { "青云", "Qingyun" },
  { "文晖", "Wenhui" },     { "景芳", "Jingfang" },   { "秋涛", "Qiutao" },
  { "新塘", "Xintang" },    { "采荷", "Caihe" },      { "解放", "Jiefang" },
  { "建设", "Jianshe" },    { "人民", "Renmin" },     { "中山", "Zhongshan" },
  { "光明", "Guangming" },  { "和平", "Heping" },     { "胜利", "Shengli" },
  { "团结", "Tuanjie" },    { "幸福", "Xingfu" },     { "健康", "Jiankang" },
  { "育才", "Yucai" },      { "崇文", "Chongwen" },   { "明德", "Mingde" },
  { "至善", "Zhishan" },    { "惠民", "Huimin" },     { "安康", "Ankang" },
  { "福兴", "Fuxing" },     { "吉祥", "Jixiang" },    { "如意", "Ruyi" },
  { "丹桂", "Dangui" },     { "玉兰", "Yulan" },      { "海棠", "Haitang" },
  { "紫薇", "Ziwei" },      { "香樟", "Xiangzhang" }, { "银杏", "Yinxing" },
  { "红枫", "Hongfeng" },   { "绿杨", "Lüyang" },     { "翠柏", "Cuibai" },
  { "松竹", "Songzhu" },    { "梅园", "Meiyuan" },    { "兰亭", "Lanting" },
  { "菊香", "Juxiang" },    { "莲花", "Lianhua" },    { "芙蓉", "Furong" },
  { "月季", "Yueji" },      { "茶花", "Chahua" },     { "杏林", "Xinglin" },
  { "桃源", "Taoyuan" },    { "枣园", "Zaoyuan" },    { "石桥", "Shiqiao" },
  { "木桥", "Muqiao" },     { "长虹", "Changhong" },  { "彩虹", "Caihong" },
  { "朝阳", "Chaoyang" },   { "夕照", "Xizhao" },     { "星河", "Xinghe" },
  { "明月", "Mingyue" },    { "清风", "Qingfeng" },   { "流霞", "Liuxia" },
  { "云栖", "Yunqi" },      { "雨巷", "Yuxiang" },    { "雪松", "Xuesong" },
  { "白鹭", "Bailu" },      { "鸿雁", "Hongyan" },    { "金鱼", "Jinyu" },
  { "鲤鱼", "Liyu" },       { "飞虹", "Feihong" },    { "渔人", "Yuren" },
  { "船坊", "Chuanfang" },  { "丝绸", "Sichou" },     { "纸坊", "Zhifang" },
  { "酒坊", "Jiufang" },    { "豆坊", "Doufang" },    { "铁匠", "Tiejiang" },
  { "竹器", "Zhuqi" },      { "米市", "Mishi" },      { "花市", "Huashi" },
  { "鱼市", "Yushi" },      { "茶市", "Chashi" },     { "东升", "Dongsheng" },
  { "西园", "Xiyuan" },     { "南门", "Nanmen" },     { "北塘", "Beitang" },
  { "前程", "Qiancheng" },  { "后村", "Houcun" },     { "上河", "Shanghe" },
  { "下沙", "Xiasha" },     { "大营", "Daying" },     { "小营", "Xiaoying" },
  { "三里", "Sanli" },      { "五福", "Wufu" },       { "七贤", "Qixian" },
  { "九莲", "Jiulian" },    { "百井", "Baijing" },    { "千桃", "Qiantao" },
  { "万松", "Wansong" },    { "永福", "Yongfu" },     { "长庆", "Changqing" },
  { "延龄", "Yanling" },    { "寿安", "Shouan" },     { "孝子", "Xiaozi" },
  { "仁里", "Renli" },      { "义井", "Yijing" },     { "礼贤", "Lixian" },
  { "智远", "Zhiyuan" },    { "信诚", "Xincheng" },   { "勤俭", "Qinjian" },
  { "敬业", "Jingye" },     { "科苑", "Keyuan" },     { "创新", "Chuangxin" },
  { "纺织", "Fangzhi" },    { "机电", "Jidian" },     { "电力", "Dianli" },
  { "邮电", "Youdian" },    { "车站", "Chezhan" },    { "码头", "Matou" },
  { "堤岸", "Di'an" },      { "观澜", "Guanlan" },    { "平海", "Pinghai" },
  { "靖江", "Jingjiang" },  { "定海", "Dinghai" },    { "镇东", "Zhendong" },
  { "保俶", "Baochu" },     { "沿山", "Yanshan" },    { "环翠", "Huancui" },
  { "叠翠", "Diecui" },     { "凝香", "Ningxiang" },  { "沁园", "Qinyuan" },
  { "听雨", "Tingyu" },     { "漱玉", "Shuyu" },      { "枕流", "Zhenliu" },
  { "揽月", "Lanyue" },     { "拾光", "Shiguang" },   { "临泉", "Linquan" },
  { "饮马", "Yinma" },      { "教场", "Jiaochang" },  { "粮仓", "Liangcang" },
  { "盐桥", "Yanqiao" },    { "横河", "Henghe" },     { "直街", "Zhijie" },
  { "斜桥", "Xieqiao" },    { "弯塘", "Wantang" },    { "方井", "Fangjing" },
  { "圆照", "Yuanzhao" },   { "双牌", "Shuangpai" },  { "孩儿", "Hai'er" },
  { "状元", "Zhuangyuan" }, { "探花", "Tanhua" },     { "笔架", "Bijia" },
  { "砚池", "Yanchi" },     { "墨香", "Moxiang" },    { "琴台", "Qintai" },
  { "棋盘", "Qipan" },      { "画舫", "Huafang" },    { "诗韵", "Shiyun" },
  { "丰收", "Fengshou" },   { "金穗", "Jinsui" },     { "桑园", "Sangyuan" },
  { "稻香", "Daoxiang" },   { "蚕花", "Canhua" },     { "麦岭", "Mailing" },
  { "菱塘", "Lingtang" },   { "藕花", "Ouhua" },      { "芦荡", "Ludang" },
  { "鹅湾", "Ewan" },       { "鸭塘", "Yatang" },     { "鹤鸣", "Heming" },
  { "燕归", "Yangui" },     { "黄鹂", "Huangli" },    { "杜鹃", "Dujuan" },
  { "喜鹊", "Xique" },      { "同心", "Tongxin" },    { "兴隆", "Xinglong" },
  { "裕丰", "Yufeng" },     { "恒泰", "Hengtai" },    { "宏业", "Hongye" },
  { "富强", "Fuqiang" },    { "民主", "Minzhu" },     { "友谊", "Youyi" },
  { "曙光", "Shuguang" },   { "春雷", "Chunlei" },    { "夏荷", "Xiahe" },
  { "秋实", "Qiushi" },     { "冬青", "Dongqing" },   { "四季", "Siji" },
  { "清明", "Qingming" },   { "谷雨", "Guyu" },       { "白露", "Bailou" },
  { "霜叶", "Shuangye" },   { "立新", "Lixin" },      { "跃进", "Yuejin" },
  { "前进", "Qianjin" },    { "红星", "Hongxing" },   { "东风", "Dongfeng" },
  { "向阳", "Xiangyang" },  { "卫国", "Weiguo" },     { "爱民", "Aimin" },
  { "劳动", "Laodong" },    { "青年", "Qingnian" },   { "少年", "Shaonian" },
  { "敬老", "Jinglao" },    { "文化", "Wenhua" },     { "体育", "Tiyu" },
  { "书香", "Shuxiang" },   { "博学", "Boxue" },      { "笃行", "Duxing" },
  { "思源", "Siyuan" },
};

static const TwSimWord compound_words[] = {
  { "翠竹", "Cuizhu" },        { "锦江", "Jinjiang" },   { "碧波", "Bibo" },
  { "阳光", "Yangguang" },     { "金色", "Jinse" },      { "丽景", "Lijing" },
  { "康乐", "Kangle" },        { "和顺", "Heshun" },     { "安居", "Anju" },
  { "馨园", "Xinyuan" },       { "玫瑰", "Meigui" },     { "水岸", "Shui'an" },
  { "江畔", "Jiangpan" },      { "观潮", "Guanchao" },   { "云水", "Yunshui" },
  { "天和", "Tianhe" },        { "佳和", "Jiahe" },      { "嘉兴里", "Jiaxingli" },
  { "景和", "Jinghe" },        { "润泽", "Runze" },      { "雅苑", "Yayuan" },
  { "怡景", "Yijing" },        { "福星", "Fuxing" },     { "祥和", "Xianghe" },
  { "春江", "Chunjiang" },     { "秋月", "Qiuyue" },     { "柏林", "Bailin" },
  { "橡树湾", "Xiangshuwan" }, { "梧桐里", "Wutongli" }, { "香榭", "Xiangxie" },
  { "东方", "Dongfang" },      { "华府", "Huafu" },      { "御景", "Yujing" },
  { "蓝湾", "Lanwan" },        { "星语", "Xingyu" },     { "绿城", "Lücheng" },
  { "紫金", "Zijin" },         { "白云", "Baiyun" },     { "彩云", "Caiyun" },
  { "映月", "Yingyue" },       { "枫林", "Fenglin" },    { "杏花", "Xinghua" },
  { "荷香", "Hexiang" },       { "樱花", "Yinghua" },    { "丁香", "Dingxiang" },
  { "茉莉", "Moli" },          { "金桂", "Jingui" },     { "银河", "Yinhe" },
  { "锦城", "Jincheng" },      { "新湖", "Xinhu" },      { "南都", "Nandu" },
  { "北辰", "Beichen" },       { "西溪", "Xixi" },       { "东苑", "Dongyuan" },
  { "中天", "Zhongtian" },     { "世纪", "Shiji" },      { "时代", "Shidai" },
  { "万家", "Wanjia" },        { "千禧", "Qianxi" },     { "长青", "Changqing" },
  { "常春", "Changchun" },     { "永安", "Yong'an" },    { "太平", "Taiping" },
  { "宁馨", "Ningxin" },       { "静安", "Jing'an" },    { "文华", "Wenhua" },
  { "书香", "Shuxiang" },      { "翰林", "Hanlin" },     { "状元", "Zhuangyuan" },
  { "学士", "Xueshi" },        { "园丁", "Yuanding" },   { "纺工", "Fanggong" },
  { "机床", "Jichuang" },      { "铁路", "Tielu" },      { "邮政", "Youzheng" },
  { "供电", "Gongdian" },      { "红旗", "Hongqi" },     { "工人", "Gongren" },
  { "向荣", "Xiangrong" },     { "新生", "Xinsheng" },   { "美好", "Meihao" },
  { "理想", "Lixiang" },       { "知音", "Zhiyin" },     { "听澜", "Tinglan" },
  { "望湖", "Wanghu" },        { "揽江", "Lanjiang" },   { "依山", "Yishan" },
  { "悦府", "Yuefu" },         { "臻园", "Zhenyuan" },   { "溪上", "Xishang" },
  { "湖滨", "Hubin" },         { "桥西", "Qiaoxi" },     { "桥东", "Qiaodong" },
  { "河坊", "Hefang" },        { "石库", "Shiku" },      { "青砖", "Qingzhuan" },
  { "金地", "Jindi" },         { "玉泉", "Yuquan" },     { "珠江", "Zhujiang" },
  { "瑞景", "Ruijing" },       { "盛世", "Shengshi" },   { "鸿福", "Hongfu" },
  { "隆兴", "Longxing" },      { "德胜", "Desheng" },
};

/* The first three for walk-ups of the last century, the rest for what was built since. */
static const TwSimWord compound_kinds[] = {
  { "新村", "Village" }, { "小区", "Quarter" }, { "一村", "Village 1" },  { "苑", "Court" },
  { "花园", "Garden" },  { "家园", "Homes" },   { "公寓", "Apartments" }, { "华庭", "Residence" },
  { "名邸", "Mansion" }, { "雅居", "Place" },
};

const TwSimWord *
tw_sim_words (TwSimWordList list, guint *ret_n)
{
  switch (list)
    {
    case TW_SIM_WORDS_COMMUNITY:
      *ret_n = G_N_ELEMENTS (community_words);
      return community_words;
    case TW_SIM_WORDS_STREET:
      *ret_n = G_N_ELEMENTS (street_words);
      return street_words;
    case TW_SIM_WORDS_COMPOUND:
      *ret_n = G_N_ELEMENTS (compound_words);
      return compound_words;
    case TW_SIM_WORDS_COMPOUND_KIND:
      *ret_n = G_N_ELEMENTS (compound_kinds);
      return compound_kinds;
    default:
      g_assert_not_reached ();
    }
}

void
tw_sim_deck_init (TwSimDeck *deck, TwRng *rng, TwSimWordList list)
{
  deck->words = tw_sim_words (list, &deck->n);
  deck->order = g_new (guint, deck->n);
  deck->next = 0;
  for (guint i = 0; i < deck->n; i++)
    deck->order[i] = i;
  for (guint i = deck->n - 1; i > 0; i--)
    {
      guint k = (guint) tw_rng_below (rng, i + 1), swap = deck->order[i];

      deck->order[i] = deck->order[k];
      deck->order[k] = swap;
    }
}

void
tw_sim_deck_clear (TwSimDeck *deck)
{
  g_clear_pointer (&deck->order, g_free);
}

const TwSimWord *
tw_sim_deck_draw (TwSimDeck *deck)
{
  return deck->next < deck->n ? &deck->words[deck->order[deck->next++]] : NULL;
}

/* --- people --- */

/* Surnames with weights in the order of their frequency in the country. */
static const struct {
  const char *name;
  double weight;
} surnames[] = {
  { "王", 72 }, { "李", 70 }, { "张", 66 }, { "刘", 52 }, { "陈", 60 },  { "杨", 31 }, { "赵", 22 },
  { "黄", 26 }, { "周", 24 }, { "吴", 27 }, { "徐", 22 }, { "孙", 18 },  { "胡", 14 }, { "朱", 19 },
  { "高", 11 }, { "林", 14 }, { "何", 12 }, { "郭", 11 }, { "马", 10 },  { "罗", 9 },  { "梁", 8 },
  { "宋", 9 },  { "郑", 10 }, { "谢", 8 },  { "韩", 7 },  { "唐", 7 },   { "冯", 7 },  { "于", 6 },
  { "董", 6 },  { "萧", 5 },  { "程", 6 },  { "曹", 7 },  { "袁", 5 },   { "邓", 5 },  { "许", 7 },
  { "傅", 4 },  { "沈", 9 },  { "曾", 5 },  { "彭", 5 },  { "吕", 5 },   { "苏", 5 },  { "卢", 4 },
  { "蒋", 6 },  { "蔡", 5 },  { "贾", 4 },  { "丁", 6 },  { "魏", 5 },   { "薛", 4 },  { "叶", 6 },
  { "阎", 2 },  { "余", 5 },  { "潘", 5 },  { "杜", 4 },  { "戴", 4 },   { "夏", 4 },  { "钟", 4 },
  { "汪", 5 },  { "田", 4 },  { "任", 4 },  { "姜", 4 },  { "范", 4 },   { "方", 4 },  { "石", 3 },
  { "姚", 5 },  { "谭", 3 },  { "廖", 3 },  { "邹", 3 },  { "熊", 3 },   { "金", 5 },  { "陆", 6 },
  { "郝", 2 },  { "孔", 2 },  { "白", 2 },  { "崔", 3 },  { "康", 2 },   { "毛", 3 },  { "邱", 3 },
  { "秦", 3 },  { "江", 3 },  { "史", 2 },  { "顾", 5 },  { "侯", 2 },   { "邵", 3 },  { "孟", 2 },
  { "龙", 2 },  { "万", 2 },  { "段", 2 },  { "钱", 5 },  { "汤", 3 },   { "尹", 2 },  { "黎", 2 },
  { "易", 2 },  { "常", 1 },  { "武", 1 },  { "乔", 1 },  { "欧阳", 1 },
};

static const char *const elder_given[] = {
  "秀英", "桂兰", "玉珍", "建国", "国强", "秀兰", "桂英", "凤英", "玉兰", "淑珍", "福生", "金宝",
  "根生", "阿毛", "德明", "志远", "永康", "长生", "水根", "宝珍", "月娥", "彩凤", "素芬", "菊芳",
  "惠珍", "文英", "国华", "国栋", "振华", "兴发", "家宝", "忠义", "世荣", "永昌", "庆祥", "春梅",
  "雪英", "翠花", "爱珍", "美娟", "丽华", "荣生", "来福", "有根", "正明", "鹤年", "松龄", "景福",
  "淑贤", "静芬", "佩珍", "瑞芝", "慧芳", "云仙", "小妹", "大年", "克勤", "思明", "伯年", "仲良",
};

static const char *const middle_given[] = {
  "伟",   "芳",   "敏",   "静",   "军",   "强",   "磊",   "洋",   "勇",   "艳",
  "杰",   "娟",   "涛",   "明",   "超",   "霞",   "平",   "刚",   "建平", "丽萍",
  "海燕", "晓东", "红梅", "志强", "建军", "卫东", "爱华", "丽娜", "文斌", "国平",
  "春燕", "晓红", "永刚", "立新", "雪梅", "海涛", "小平", "建华", "玉梅", "秀珍",
  "志明", "新民", "文娟", "卫国", "晓明", "彩霞", "丽君", "振宇", "俊峰", "慧敏",
};

static const char *const young_given[] = {
  "子轩", "欣怡", "浩然", "雨桐", "宇航", "梓涵", "思远", "嘉怡", "俊杰", "诗涵",
  "天宇", "佳琪", "明轩", "雅婷", "志豪", "梦洁", "晨曦", "若曦", "一鸣", "思琪",
  "博文", "心怡", "泽宇", "可欣", "逸飞", "婉清", "睿",   "萌",   "昊",   "琳",
  "晨",   "婷",   "凯",   "悦",   "鹏",   "倩",   "旭",   "莹",   "帆",   "媛",
  "子涵", "文轩", "语嫣", "皓宇", "静怡", "书恒", "亦菲", "景行", "知夏", "云舟",
};

static const char *
pick_text (TwRng *rng, const char *const *list, gsize n)
{
  return list[tw_rng_below (rng, n)];
}

char *
tw_sim_person_name (TwRng *rng, int age)
{
  double weights[G_N_ELEMENTS (surnames)];
  const char *surname, *given;

  for (guint i = 0; i < G_N_ELEMENTS (surnames); i++)
    weights[i] = surnames[i].weight;
  surname = surnames[tw_rng_pick (rng, weights, G_N_ELEMENTS (surnames))].name;
  if (age >= 60)
    given = pick_text (rng, elder_given, G_N_ELEMENTS (elder_given));
  else if (age >= 36)
    given = pick_text (rng, middle_given, G_N_ELEMENTS (middle_given));
  else
    given = pick_text (rng, young_given, G_N_ELEMENTS (young_given));
  return g_strconcat (surname, given, NULL);
}

char *
tw_sim_phone (TwRng *rng)
{
  guint high = (guint) tw_rng_below (rng, 10000), low = (guint) tw_rng_below (rng, 10000);

  return g_strdup_printf ("000-%04u-%04u", high, low);
}
