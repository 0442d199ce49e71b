// SPDX-License-Identifier: Apache-2.0
#include "base/tw-json.h"
#include "store/tw-store.h"
#include "store/tw-validate.h"

#include <string.h>

/*
 * Every type with a body that is right, and for every field what is wrong with it. A case changes
 * one member of the right body: value NULL takes it out.
 */

#define T "\"2026-11-24T07:40:00.000Z\""

static const struct {
  const char *id, *body;
} good[] = {
  { "settings:street", "{\"name\":\"潮汐街道\",\"zone\":\"Asia/"
                       "Shanghai\",\"datum\":\"gcj02\",\"seed\":7,\"origin_lat\":39.9,"
                       "\"origin_lon\":116.3}" },
  { "service:A", "{\"key\":\"repair\",\"name\":\"维修\",\"name_en\":\"Repair\",\"order\":3,"
                 "\"color\":\"#3584e4\"}" },
  { "channel:A", "{\"key\":\"hotline\",\"name\":\"热线\"}" },
  { "place:A", "{\"kind\":\"building\",\"name\":\"1号楼\",\"code\":\"05-001\",\"parent\":\"place:"
               "C\",\"community\":\"place:C\","
               "\"lat\":39.9,\"lon\":116.3,\"height_m\":48.5,\"ring\":[[116.3,39.9],[116.31,39.9],["
               "116.31,39.91]],"
               "\"storeys\":18,\"basements\":2,\"area_m2\":800,\"space\":\"roof\",\"attrs\":{\"a\":"
               "1,\"b\":\"x\",\"c\":true}}" },
  { "asset:A",
    "{\"kind\":\"lamp\",\"name\":\"路灯\",\"code\":\"05-001-0001\",\"place\":\"place:A\","
    "\"community\":\"place:C\","
    "\"lat\":39.9,\"lon\":116.3,\"height_m\":4,\"tag\":\"04A1B2C3D4E5F6\",\"status\":\"ok\"}" },
  { "move:A", "{\"asset\":\"asset:A\",\"from\":\"place:A\",\"to\":\"place:B\",\"at\":\"2026-11-"
              "24T07:40:00.000Z\",\"why\":\"x\"}" },
  { "person:A", "{\"name\":\"王路\",\"pool\":\"volunteer\",\"skills\":[\"first "
                "aid\"],\"community\":\"place:C\",\"phone\":\"1\","
                "\"employer\":\"x\",\"pack\":\"rulepack:volunteer\",\"hours_week_max\":12.5,"
                "\"availability\":[{\"weekday\":7,"
                "\"from_min\":1080,\"to_min\":1260}]}" },
  { "home:A", "{\"place\":\"place:R\",\"community\":\"place:C\",\"name\":\"李\",\"age\":81,"
              "\"phone\":\"1\",\"lat\":39.9,\"lon\":116.3,"
              "\"height_m\":9,\"code\":\"05-001-1-F03-02\",\"consent\":true}" },
  { "import:A", "{\"at\":\"2026-11-24T07:40:00Z\",\"kind\":\"requests\",\"file\":\"a.csv\","
                "\"header\":[\"a\",\"b\"],"
                "\"mapping\":{\"when\":\"a\"},\"rows\":3,\"added\":1,\"known\":1,\"rejected\":1,"
                "\"unplaced\":0,\"by\":\"me\"}" },
  { "request:A", "{\"at\":\"2026-11-24T07:40:00.123Z\",\"service\":\"repair\",\"channel\":\"app\","
                 "\"community\":\"place:C\","
                 "\"place\":\"place:A\",\"lat\":39.9,\"lon\":116.3,\"text\":\"灯\",\"age\":70,"
                 "\"status\":\"done\",\"ext\":\"77\","
                 "\"import\":\"import:A\",\"address\":\"x\"}" },
  { "forecast:A", "{\"place\":\"place:C\",\"issued\":\"2026-11-24T07:00:00.000Z\",\"hours\":72,"
                  "\"services\":{\"repair\":"
                  "{\"mean\":[1.5],\"p10\":[0],\"p50\":[1],\"p90\":[3]}}}" },
  { "audit:A", "{\"at\":\"2026-11-24T07:40:00.000Z\",\"who\":\"x\",\"action\":\"import\","
               "\"subject\":\"y\",\"detail\":\"z\"}" },
  { "post:A",
    "{\"name\":\"地铁口引导\",\"name_en\":\"Metro "
    "exit\",\"place\":\"place:A\",\"community\":\"place:C\","
    "\"service\":\"repair\",\"skills\":[\"巡查\"],\"pools\":[\"property\",\"volunteer\"],"
    "\"priority\":2,\"per_hour\":2.5,\"min_heads\":1,\"hours\":[{\"weekday\":1,\"from_min\":420,"
    "\"to_min\":1260}],\"active\":true}" },
  { "tide:A", "{\"name\":\"早潮\",\"name_en\":\"Morning\",\"weekdays\":[1,7],\"from_min\":420,"
              "\"to_min\":540,\"share\":0.4,\"kinds\":[\"metro\"],\"services\":[\"a\"],"
              "\"of_kinds\":[],\"skill\":\"x\",\"weight\":3,\"active\":true}" },
  { "rulepack:A", "{\"name\":\"社区\",\"pool\":\"community\",\"contract\":\"full_time\","
                  "\"rules\":{\"day\":{\"limit\":480,\"article\":\"labour-law-36\"},\"rest\":"
                  "{\"limit\":660}},\"windows\":[]}" },
  { "shift:A", "{\"person\":\"person:A\",\"from\":\"2026-11-24T00:00:00.000Z\",\"to\":"
               "\"2026-11-24T04:00:00.000Z\",\"kind\":\"full\",\"stretches\":[[\"post:A\",120],"
               "[\"way\",15],[\"break\",30],[\"post:B\",75]],\"pinned\":true,\"override\":"
               "{\"reason\":\"flood\",\"by\":\"x\"},\"note\":\"y\",\"origin\":\"hand\"}" },
  { "roster:2026-11-24",
    "{\"state\":\"published\",\"edition\":2,\"planner\":\"x\",\"submitted_at\":" T
    ",\"approver\":\"y\",\"approved_at\":" T ",\"published_at\":" T
    ",\"reasons\":[{\"key\":\"k\"}]}" },
  { "edition:2026-11-24:2",
    "{\"day\":\"2026-11-24\",\"number\":2,\"at\":" T ",\"by\":\"x\",\"approver\":\"y\","
    "\"rolled_back_to\":1,\"reason\":\"z\",\"n_shifts\":1,\"n_changes\":0,\"n_people\":1,"
    "\"shifts\":[{}]}" },
  { "notice:A", "{\"edition\":\"edition:2026-11-24:2\",\"person\":\"person:A\",\"at\":" T
                ",\"text\":\"x\",\"state\":\"seen\",\"seen_at\":" T ",\"seen_by\":\"y\"}" },
  { "claim:A", "{\"kind\":\"swap\",\"shift\":\"shift:A\",\"other_shift\":\"shift:B\",\"by\":"
               "\"person:A\",\"with\":\"person:B\",\"state\":\"asked\",\"at\":" T
               ",\"decided_by\":\"x\",\"reason\":\"y\"}" },
  { "template:A", "{\"name\":\"平日\",\"days\":5,\"shifts\":[{\"day\":0}]}" },
  { "officer:A", "{\"name\":\"周敏\",\"rights\":[\"plan\",\"approve\"]}" },
};

static const struct {
  const char *type, *field, *value;
} bad[] = {
  { "settings", "name", NULL },
  { "settings", "name", "\"\"" },
  { "settings", "zone", NULL },
  { "settings", "zone", "\"Mars/Olympus\"" },
  { "settings", "datum", "\"nad27\"" },
  { "settings", "seed", "1.5" },
  { "settings", "origin_lat", "91" },
  { "settings", "origin_lon", "181" },
  { "settings", "name_en", "1" },
  { "service", "key", NULL },
  { "service", "key", "\"\"" },
  { "service", "key", "\"0123456789012345678901234567890123456789012345678901234567890123456\"" },
  { "service", "key", "\"a\\nb\"" },
  { "service", "name", NULL },
  { "service", "name_en", "[]" },
  { "service", "order", "\"1\"" },
  { "service", "order", "-1" },
  { "service", "color", "\"red\"" },
  { "channel", "key", "7" },
  { "channel", "name", NULL },
  { "place", "kind", NULL },
  { "place", "kind", "\"castle\"" },
  { "place", "kind", "\"building unit\"" },
  { "place", "kind", "\"\"" },
  { "place", "name", NULL },
  { "place", "code", "5" },
  { "place", "parent", "\"asset:A\"" },
  { "place", "parent", "\"nothing\"" },
  { "place", "community", "\"\"" },
  { "place", "lat", NULL }, /* lon stands alone */
  { "place", "lon", NULL },
  { "place", "lat", "\"39.9\"" },
  { "place", "height_m", "1e9" },
  { "place", "ring", "[[116.3,39.9],[116.31,39.9]]" },
  { "place", "ring", "[[116.3,39.9],[116.31,39.9],[116.31]]" },
  { "place", "ring", "[[116.3,39.9],[116.31,39.9],[39.9,116.3]]" },
  { "place", "ring", "[1,2,3]" },
  { "place", "storeys", "-1" },
  { "place", "basements", "2.5" },
  { "place", "area_m2", "-1" },
  { "place", "space", "\"moon\"" },
  { "place", "attrs", "{\"a\":[]}" },
  { "place", "attrs", "\"a\"" },
  { "asset", "kind", "\"bench\"" },
  { "asset", "name", NULL },
  { "asset", "code", NULL },
  { "asset", "place", NULL },
  { "asset", "community", NULL },
  { "asset", "lat", NULL },
  { "asset", "lon", "200" },
  { "asset", "height_m", NULL },
  { "asset", "tag", "\"04A1B\"" },
  { "asset", "tag", "\"xyzxyzxy\"" },
  { "asset", "tag", "\"04\"" },
  { "asset", "status", "1" },
  { "move", "asset", "\"place:A\"" },
  { "move", "from", "1" },
  { "move", "to", NULL },
  { "move", "at", "\"2026-11-24 07:40\"" },
  { "move", "at", "\"2026-02-30T07:40:00Z\"" },
  { "move", "at", "\"2026-11-24T07:40:00+08:00\"" },
  { "move", "at", "\"2026-11-24T24:00:00Z\"" },
  { "move", "why", "{}" },
  { "move", "from_code", "7" },
  { "move", "to_code", "[]" },
  { "person", "name", NULL },
  { "person", "pool", "\"army\"" },
  { "person", "skills", NULL },
  { "person", "skills", "[1]" },
  { "person", "community", "true" },
  { "person", "phone", "13800000000" },
  { "person", "employer", "null" },
  { "person", "hours_week_max", "169" },
  { "person", "availability", "{}" },
  { "person", "availability", "[{\"weekday\":8,\"from_min\":0,\"to_min\":1}]" },
  { "person", "availability", "[{\"weekday\":1,\"from_min\":60,\"to_min\":60}]" },
  { "person", "availability", "[{\"weekday\":1,\"from_min\":60}]" },
  { "person", "availability", "[1]" },
  { "home", "place", NULL },
  { "home", "community", NULL },
  { "home", "name", NULL },
  { "home", "age", "-1" },
  { "home", "phone", "1" },
  { "home", "lat", NULL },
  { "home", "lon", NULL },
  { "home", "height_m", "\"9\"" },
  { "home", "code", NULL },
  { "home", "consent", "1" },
  { "home", "consent", NULL },
  { "import", "at", NULL },
  { "import", "kind", "\"songs\"" },
  { "import", "file", NULL },
  { "import", "header", "[1]" },
  { "import", "mapping", "[]" },
  { "import", "rows", "-1" },
  { "import", "added", "\"1\"" },
  { "import", "known", NULL },
  { "import", "rejected", "0.5" },
  { "import", "unplaced", NULL },
  { "import", "by", "1" },
  { "request", "at", NULL },
  { "request", "service", NULL },
  { "request", "channel", "\"\"" },
  { "request", "community", "\"C\"" },
  { "request", "place", "\"home:A\"" },
  { "request", "lat", "-91" },
  { "request", "lon", NULL },
  { "request", "text", "1" },
  { "request", "age", "151" },
  { "request", "age", "70.5" },
  { "request", "status", "\"lost\"" },
  { "request", "ext", "77" },
  { "request", "import", "\"request:A\"" },
  { "request", "address", "[]" },
  { "request", "_rev", "1" },
  { "request", "extra", "9007199254740993" },
  { "request", "extra", "{\"deep\":[-9007199254740993]}" },
  { "forecast", "place", NULL },
  { "forecast", "issued", "\"now\"" },
  { "forecast", "hours", "0" },
  { "forecast", "services", "[]" },
  { "forecast", "services", "{\"repair\":{\"mean\":[1],\"p10\":[0],\"p50\":[1]}}" },
  { "forecast", "services", "{\"repair\":{\"mean\":[1],\"p10\":[0],\"p50\":[1],\"p90\":[\"3\"]}}" },
  { "audit", "at", "1" },
  { "audit", "who", NULL },
  { "audit", "action", "\"\"" },
  { "audit", "subject", "1" },
  { "audit", "detail", "1" },
  { "person", "pack", "\"volunteer\"" },
  { "post", "name", NULL },
  { "post", "place", "\"post:A\"" },
  { "post", "community", "7" },
  { "post", "service", "\"\"" },
  { "post", "skills", "\"x\"" },
  { "post", "pools", "[\"army\"]" },
  { "post", "pools", "[\"property volunteer\"]" },
  { "post", "pools", "\"property\"" },
  { "post", "priority", "0" },
  { "post", "priority", "6" },
  { "post", "priority", "1.5" },
  { "post", "per_hour", "0" },
  { "post", "per_hour", NULL },
  { "post", "min_heads", "-1" },
  { "post", "hours", "[{\"weekday\":0,\"from_min\":0,\"to_min\":60}]" },
  { "post", "active", "1" },
  { "tide", "name", "\"\"" },
  { "tide", "weekdays", "[0]" },
  { "tide", "weekdays", "[\"Monday\"]" },
  { "tide", "weekdays", "1" },
  { "tide", "from_min", "1440" },
  { "tide", "to_min", "420" },
  { "tide", "to_min", "2881" },
  { "tide", "share", "1.01" },
  { "tide", "share", "-0.1" },
  { "tide", "kinds", "[\"castle\"]" },
  { "tide", "services", "[1]" },
  { "tide", "of_kinds", "{}" },
  { "tide", "skill", "[]" },
  { "tide", "weight", "-1" },
  { "tide", "active", NULL },
  { "rulepack", "name", NULL },
  { "rulepack", "pool", "\"army\"" },
  { "rulepack", "contract", "\"slave\"" },
  { "rulepack", "rules", "[]" },
  { "rulepack", "rules", "{\"sleep\":{\"limit\":1}}" },
  { "rulepack", "rules", "{\"day\":480}" },
  { "rulepack", "rules", "{\"day\":{\"limit\":-2}}" },
  { "rulepack", "rules", "{\"day\":{\"limit\":480,\"article\":36}}" },
  { "rulepack", "rules", "{\"day\":{}}" },
  { "rulepack", "windows", "[{}]" },
  { "shift", "person", "\"home:A\"" },
  { "shift", "from", "\"08:00\"" },
  { "shift", "to", "\"2026-11-24T00:00:00.000Z\"" },
  { "shift", "to", "\"2026-11-26T00:00:00.000Z\"" },
  { "shift", "kind", NULL },
  { "shift", "stretches", "[]" },
  { "shift", "stretches", "[[\"post:A\",240.5]]" },
  { "shift", "stretches", "[[\"post:A\",239]]" },
  { "shift", "stretches", "[[\"place:A\",240]]" },
  { "shift", "stretches", "[[\"post:A\",0],[\"post:B\",240]]" },
  { "shift", "stretches", "[[\"post:A\"]]" },
  { "shift", "stretches", "[[240,\"way\"]]" },
  { "shift", "stretches", "{}" },
  { "shift", "pinned", "1" },
  { "shift", "override", "\"flood\"" },
  { "shift", "note", "1" },
  { "shift", "origin", NULL },
  { "roster", "state", "\"lost\"" },
  { "roster", "edition", "-1" },
  { "roster", "planner", "1" },
  { "roster", "submitted_at", "1" },
  { "roster", "approver", "1" },
  { "roster", "approved_at", "\"\"" },
  { "roster", "published_at", "\"now\"" },
  { "roster", "reasons", "[1]" },
  { "edition", "day", "\"2026-02-30\"" },
  { "edition", "day", "\"2026-11-24T\"" },
  { "edition", "number", "0" },
  { "edition", "at", NULL },
  { "edition", "by", NULL },
  { "edition", "approver", "1" },
  { "edition", "rolled_back_to", "0" },
  { "edition", "reason", "1" },
  { "edition", "n_shifts", NULL },
  { "edition", "n_changes", "\"1\"" },
  { "edition", "n_people", "-1" },
  { "edition", "shifts", "{}" },
  { "notice", "edition", "\"shift:A\"" },
  { "notice", "person", NULL },
  { "notice", "at", "1" },
  { "notice", "text", "\"\"" },
  { "notice", "state", NULL },
  { "notice", "seen_at", "1" },
  { "notice", "seen_by", "1" },
  { "claim", "kind", NULL },
  { "claim", "shift", "\"person:A\"" },
  { "claim", "other_shift", "1" },
  { "claim", "by", NULL },
  { "claim", "with", "\"x\"" },
  { "claim", "state", "1" },
  { "claim", "at", NULL },
  { "claim", "decided_by", "1" },
  { "claim", "reason", "1" },
  { "template", "name", NULL },
  { "template", "days", "0" },
  { "template", "shifts", "[1]" },
  { "officer", "name", NULL },
  { "officer", "rights", "[\"everything\"]" },
};

static JsonNode *
parse_value (const char *text)
{
  g_autofree char *wrapped = g_strdup_printf ("[%s]", text);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = json_from_string (wrapped, &error);

  g_assert_no_error (error);
  return json_array_dup_element (json_node_get_array (root), 0);
}

static JsonObject *
parse_body (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  g_assert_nonnull (node);
  return json_node_dup_object (node);
}

static void
test_good (void)
{
  g_assert_nonnull (tw_type_list ());
  for (const TwTypeSpec *type = tw_type_list (); type->name; type++)
    {
      gboolean seen = FALSE;
      for (guint i = 0; i < G_N_ELEMENTS (good); i++)
        seen |= tw_type_find_by_id (good[i].id) == type;
      g_assert_true (seen); /* a new type needs its line above */
    }
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonObject) body = parse_body (good[i].body);
      json_object_set_string_member (body, "unknown_member", "kept");
      tw_validate (good[i].id, body, FALSE, &error);
      g_assert_no_error (error);
    }
}

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    for (guint g = 0; g < G_N_ELEMENTS (good); g++)
      {
        g_autoptr (GError) error = NULL;
        const char *id = good[g].id;
        if (!g_str_has_prefix (id, bad[i].type) || id[strlen (bad[i].type)] != ':')
          continue;
        g_autoptr (JsonObject) body = parse_body (good[g].body);
        if (bad[i].value)
          json_object_set_member (body, bad[i].field, parse_value (bad[i].value));
        else
          json_object_remove_member (body, bad[i].field);
        g_test_message ("%s.%s = %s", bad[i].type, bad[i].field,
                        bad[i].value ? bad[i].value : "(absent)");
        g_assert_false (tw_validate (id, body, FALSE, &error));
        g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
        g_assert_nonnull (strstr (error->message, id));
        g_assert_nonnull (strstr (error->message, bad[i].field));
      }
}

/* Each field of each type has a case that breaks it. */
static void
test_complete (void)
{
  for (const TwTypeSpec *type = tw_type_list (); type->name; type++)
    for (const TwFieldSpec *field = type->fields; field->name; field++)
      {
        gboolean seen = FALSE;
        for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
          seen |= strcmp (bad[i].type, type->name) == 0 && strcmp (bad[i].field, field->name) == 0;
        if (!seen && strcmp (field->name, "name_en") != 0)
          g_error ("no case for %s.%s", type->name, field->name);
      }
}

static void
test_ids (void)
{
  static const struct {
    const char *id;
    gboolean valid;
  } cases[] = {
    { "request:01ARZ3NDEKTSV4RRFFQ69G5FAV", TRUE },
    { "settings:street", TRUE },
    { "request:", FALSE },
    { ":x", FALSE },
    { "request", FALSE },
    { "Request:x", FALSE },
    { "request:a b", FALSE },
    { "request:灯", FALSE },
    { "_local:x", FALSE },
    { "", FALSE },
    { "request:a:b", TRUE },
    { "request:a\nb", FALSE },
  };
  static const char *const days[] = { "roster:today", "roster:2026-02-30", "roster:2026-1-1" };
  g_autofree char *body = g_strnfill (130, 'x');
  g_autofree char *long_id = g_strconcat ("request:", body, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) settings = parse_body (good[0].body);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_true (tw_doc_id_is_valid (cases[i].id) == cases[i].valid);
  g_assert_false (tw_doc_id_is_valid (long_id));
  g_assert_false (
      tw_validate ("settings:other", settings, FALSE, &error)); /* there is one street */
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autoptr (GError) bad_day = NULL;
      g_autoptr (JsonObject) roster = parse_body ("{\"state\":\"draft\",\"edition\":0}");
      g_assert_false (tw_validate (days[i], roster, FALSE, &bad_day));
      g_assert_error (bad_day, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
    }
}

static void
test_zero_position (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body =
      parse_body ("{\"at\":" T ",\"service\":\"a\",\"channel\":\"b\",\"lat\":0,\"lon\":0}");

  g_assert_false (tw_validate ("request:A", body, FALSE, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
}

static void
test_times (void)
{
  gint64 t_us;

  g_assert_true (tw_doc_time_parse ("1970-01-01T00:00:00Z", &t_us));
  g_assert_cmpint (t_us, ==, 0);
  g_assert_true (tw_doc_time_parse ("2024-02-29T12:34:56.789Z", &t_us));
  g_assert_cmpint (t_us, ==, G_GINT64_CONSTANT (1709210096789000));
  g_assert_true (tw_doc_time_parse ("1969-12-31T23:59:59.999Z", &t_us));
  g_assert_cmpint (t_us, ==, -1000);
  g_assert_false (tw_doc_time_parse ("2023-02-29T12:34:56Z", &t_us));
  g_assert_false (tw_doc_time_parse ("", &t_us));
  g_assert_false (tw_doc_time_parse ("2024-02-29T12:34:56.7Z", &t_us));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validate/good", test_good);
  g_test_add_func ("/validate/bad", test_bad);
  g_test_add_func ("/validate/complete", test_complete);
  g_test_add_func ("/validate/ids", test_ids);
  g_test_add_func ("/validate/zero-position", test_zero_position);
  g_test_add_func ("/validate/times", test_times);
  return g_test_run ();
}
