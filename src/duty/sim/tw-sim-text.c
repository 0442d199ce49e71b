// SPDX-License-Identifier: Apache-2.0
/*
 * What people say. A template per topic; ASCII capitals stand for what changes:
 * S street, B building, H home ("2单元501室"), W when, E the elder, K the child, D medicine, O
 * department of the hospital, N a small number, T a time of day, L a street light or another thing
 * in the street (its number), Q a polite end.
 */
#include "duty/sim/tw-sim-law.h"

static const char *const care[] = {
  "孩子K放学没人接，E在家走不开，想请人代接到家Q",
  "E要人陪，K也要人看，W家里大人加班，请安排照护Q",
  "双职工家庭，W想请志愿者照看E和K两个小时Q",
  "E腿脚不便，K放学后没人做饭，想申请代际照护服务Q",
  "B的E愿意教K写毛笔字，想参加祖孙共学，怎么报名",
  "E白天一个人带K太累，希望社区有日间托管Q",
  "H的E想请人教K做风筝，时间在T左右",
  "暑托班结束了，K放学后到T没人管，E又不识字，辅导不了作业Q",
  "E住B，最近记性不好，W出门买菜差点走丢，带着K，家里人很担心",
};

static const char *const escort[] = {
  "E要去医院O复查，家里没人，想请人陪诊Q",       "W需要陪诊，E坐轮椅，O预约在T，从B出发",
  "E明天T看O，不会用自助机，请安排陪诊员Q",      "独居老人看病没人陪，O，约了T，能不能派人",
  "E做完手术第N天要换药，需要人陪去医院Q",       "E听力不好，看O怕听不清医生讲话，申请陪同就医Q",
  "B H的E要去O拿检查报告，儿女都在外地，请陪诊",
};

static const char *const repair[] = {
  "B H厨房水管漏水，W一直在滴，楼下也渗了Q", "家里水龙头关不紧，一直漏水，H，请派师傅",
  "卫生间下水道堵了，水漫出来了，B H",       "家里跳闸，E一个人在家，不敢动，请电工来看看Q",
  "门锁坏了，E进不去家，在B楼下等Q",         "热水器打不着火，W洗不了澡，H",
  "阳台窗户关不上，下雨漏水，请维修Q",       "H的插座冒火花，E害怕，请尽快来人",
  "客厅吊灯不亮，E够不着，想请人换灯泡Q",    "马桶漏水N天了，物业说排不上，B H",
};

static const char *const facility[] = {
  "SL号路灯不亮，W就黑了，老人晚上走路危险Q",
  "S路灯一闪一闪，W开始的，请修一下",
  "B楼下路灯坏了N盏，晚上看不见路Q",
  "S井盖松动，车一过就响，靠近L号灯杆",
  "S人行道井盖缺了一角，怕有人摔跤Q",
  "S盲道砖翘起来了，E差点绊倒",
  "B单元门禁坏了，W一直敞着",
  "S消防栓漏水，地上一大片水Q",
  "公交站牌旁边的路灯不亮，SL号杆，请派人看看",
  "B充电桩没电，W来充电的都走了",
  "S路口护栏倒了一段，请尽快扶正Q",
};

static const char *const government[] = {
  "居住证到期了，W能不能办续签，需要带什么材料", "E要办老年优待证，能上门办吗Q",
  "咨询医保异地备案怎么办，E在外地住院",         "想办新生儿落户，窗口T还开门吗",
  "退休认证E不会用手机，能不能上门认证Q",        "公租房申请表交了N周，想查进度",
  "灵活就业社保缴费，系统提示失败，请帮忙看看",  "下班后窗口都关了，能不能有延时服务，最好到T",
  "B加装电梯的手续要找谁，楼里N户都同意了",
};

static const char *const medicine[] = {
  "E的D快吃完了，帮忙去社区医院取药Q",         "请帮忙取药，D，医保卡在家，B H",
  "E发烧不能出门，要买D，能送到H吗",           "慢病长处方D可以代取药吗，E走不动Q",
  "W要去医院取药，E一个人住，想请志愿者代取D", "D断药N天了，药店没有，能不能帮忙配",
  "取药窗口T关门，下班赶不上，D，请代取Q",
};

static const char *const environment[] = {
  "B楼下垃圾桶满了N天没人清，味道很大",  "S有人乱倒装修垃圾，W又多了一堆Q",
  "B楼道堆满纸箱，消防通道都堵了",       "S落叶没扫，下雨滑，请清扫",
  "B附近有狗粪没人清，K踩到了",          "S下水井冒臭味，W特别重Q",
  "小区绿化带蚊子多，请安排消杀，B旁边", "S油烟直排，T最厉害，请来看看",
};

static const char *const meals[] = {
  "E想订社区食堂的午饭，送到HQ",          "助餐卡怎么办，E今年刚满年龄，住B",
  "今天T的饭还没送到，B H，E等着吃药",    "E牙口不好，想换软一点的饭菜Q",
  "想给E订N天的晚饭，家里人出差",         "E血糖高，送餐能不能做低糖的",
  "食堂W人太多，E排不上，能不能送餐到家",
};

static const char *const digital[] = {
  "E不会用手机挂号，想请人教一下Q",     "E的手机总是跳广告，不敢点，请帮忙看看",
  "想学视频通话，跟K聊天，T有空",       "E收到可疑短信说医保停用，是不是骗人的",
  "健康码、乘车码E找不到在哪里，请教Q", "E想学打车软件，去医院方便些",
  "新换的手机字太小，E看不清，B H",
};

static const char *const culture[] = {
  "想借社区活动室T排练合唱，N个人",
  "S跳广场舞声音太大，T还在放，K要写作业",
  "E想报书法班，还有名额吗",
  "小区乒乓球桌坏了，能不能换，B旁边",
  "想组织K和E一起腌咸鸭蛋的活动，需要场地",
  "周末亲子读书会怎么报名，K想参加",
  "社区健身房T能不能晚点关门",
};

static const char *const mediation[] = {
  "楼上W装修到T，E睡不着，请来调解Q",  "B H和邻居因为漏水赔偿吵起来了，请调解",
  "邻居在楼道放电瓶车，说了N次不听",   "楼上空调滴水，滴在我家窗台上，谈不拢",
  "B停车位纠纷，堵住出口，W吵了一架",  "隔壁养狗半夜叫，E心脏不好，请协调Q",
  "房东不退押金，租在B，想请社区调解",
};

static const char *const emergency[] = {
  "E在家摔倒起不来，H，请马上来人",
  "B H有煤气味，敲门没人应，里面住着E",
  "E一天没出门，电话不接，请上门看看Q",
  "E头晕站不稳，家里没人，B H",
  "电梯困人，B，里面有E和K",
  "E忘带钥匙，灶上还开着火，H，急",
  "E胸闷，叫了救护车，请来人帮忙开门，B",
};

static const struct {
  const char *const *texts;
  guint n;
} topics[TW_SIM_SERVICES] = {
  { care, G_N_ELEMENTS (care) },
  { escort, G_N_ELEMENTS (escort) },
  { repair, G_N_ELEMENTS (repair) },
  { facility, G_N_ELEMENTS (facility) },
  { government, G_N_ELEMENTS (government) },
  { medicine, G_N_ELEMENTS (medicine) },
  { environment, G_N_ELEMENTS (environment) },
  { meals, G_N_ELEMENTS (meals) },
  { digital, G_N_ELEMENTS (digital) },
  { culture, G_N_ELEMENTS (culture) },
  { mediation, G_N_ELEMENTS (mediation) },
  { emergency, G_N_ELEMENTS (emergency) },
};

static const char *const whens[] = { "昨晚",   "今天早上", "这两天", "上周起", "刚才",
                                     "天一黑", "前天晚上", "下午",   "最近" };
static const char *const elders[] = { "老母亲",     "父亲",       "奶奶",     "爷爷",
                                      "外婆",       "老伴",       "独居老人", "八十岁的母亲",
                                      "楼上王阿姨", "对门李伯伯", "张奶奶",   "陈大爷",
                                      "婆婆",       "老岳父" };
static const char *const children[] = { "孙子",         "外孙女",         "小孙女",
                                        "二年级的孩子", "上幼儿园的孩子", "三年级的女儿",
                                        "儿子",         "小外孙",         "一年级的孙子" };
static const char *const drugs[] = { "降压药", "胰岛素",   "降糖药", "阿司匹林", "他汀",
                                     "眼药水", "哮喘喷雾", "止痛膏", "钙片",     "治心脏的药" };
static const char *const wards[] = { "骨科",     "眼科",   "心内科", "牙科",  "神经内科",
                                     "内分泌科", "中医科", "呼吸科", "皮肤科" };
static const char *const times[] = { "早上七点", "上午九点", "十点半",     "中午",    "下午两点",
                                     "下午四点", "傍晚六点", "晚上七点半", "晚上九点" };
static const char *const ends[] = { "", "", "，谢谢", "，麻烦了", "，请尽快", "，急", "，请回电" };

#define PICK(rng, list) ((list)[tw_rng_below ((rng), G_N_ELEMENTS (list))])

static void
append_home (GString *out, const TwSimRequest *request)
{
  if (request->building >= 0)
    g_string_append_printf (out, "%u单元%u%02u室", request->unit, request->floor, request->room);
  else
    g_string_append (out, "家里");
}

static void
append_street (GString *out, const TwSimTown *town, const TwSimRequest *request)
{
  const TwSimStreet *street = NULL;

  if (request->building >= 0)
    street = tw_sim_town_street (
        town,
        tw_sim_town_block (town, tw_sim_town_building (town, (guint) request->building)->block)
            ->street);
  else if (request->street >= 0)
    street = tw_sim_town_street (town, (guint) request->street);
  g_string_append (out, street && street->name ? street->name : "小区内道路");
}

static void
append_building (GString *out, const TwSimTown *town, const TwSimRequest *request)
{
  g_autofree char *name = NULL;

  if (request->building >= 0)
    name =
        tw_sim_building_name (town, tw_sim_town_building (town, (guint) request->building), FALSE);
  else
    name = g_strdup_printf ("%s社区", town->communities[request->community].name);
  g_string_append (out, name);
}

static void
append_slot (GString *out, char slot, const TwSimTown *town, const TwSimRequest *request,
             TwRng *rng)
{
  switch (slot)
    {
    case 'S':
      append_street (out, town, request);
      break;
    case 'B':
      append_building (out, town, request);
      break;
    case 'H':
      append_home (out, request);
      break;
    case 'W':
      g_string_append (out, PICK (rng, whens));
      break;
    case 'E':
      g_string_append (out, PICK (rng, elders));
      break;
    case 'K':
      g_string_append (out, PICK (rng, children));
      break;
    case 'D':
      g_string_append (out, PICK (rng, drugs));
      break;
    case 'O':
      g_string_append (out, PICK (rng, wards));
      break;
    case 'T':
      g_string_append (out, PICK (rng, times));
      break;
    case 'Q':
      g_string_append (out, PICK (rng, ends));
      break;
    case 'N':
      g_string_append_printf (out, "%d", (int) tw_rng_range (rng, 2, 5));
      break;
    case 'L':
      g_string_append_printf (out, "%d", (int) tw_rng_range (rng, 1, 60));
      break;
    default:
      g_string_append_c (out, slot);
    }
}

char *
tw_sim_request_text (const TwSimTown *town, const TwSimRequest *request)
{
  GString *out = g_string_sized_new (160);
  const char *template;
  TwRng rng;

  tw_rng_init_named (&rng, request->seed, "text");
  template = topics[request->service].texts[tw_rng_below (&rng, topics[request->service].n)];
  for (const char *p = template; *p != '\0'; p++)
    append_slot (out, *p, town, request, &rng);
  return g_string_free (out, FALSE);
}

char *
tw_sim_request_address (const TwSimTown *town, const TwSimRequest *request)
{
  GString *out;

  if (!request->placed)
    return NULL;
  out = g_string_sized_new (96);
  if (request->building >= 0)
    {
      g_autofree char *street = tw_sim_block_address (
          town,
          tw_sim_town_block (town, tw_sim_town_building (town, (guint) request->building)->block));

      g_string_append (out, street);
      append_building (out, town, request);
      append_home (out, request);
    }
  else
    {
      append_street (out, town, request);
    }
  return g_string_free (out, FALSE);
}
