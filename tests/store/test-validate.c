// SPDX-License-Identifier: Apache-2.0
#include "base/tw-json.h"
#include "store/tw-store.h"
#include "store/tw-validate.h"

#include <string.h>

/*
 * Every type with a body that is right, and for every field what is wrong with it. A case changes
 * one member of the right body: value NULL takes it out.
 */

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
                "\"employer\":\"x\",\"hours_week_max\":12.5,\"availability\":[{\"weekday\":7,"
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
};

#define T "\"2026-11-24T07:40:00.000Z\""

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
