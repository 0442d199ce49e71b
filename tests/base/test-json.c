// SPDX-License-Identifier: Apache-2.0
#include "base/tw-json.h"

#include "base/tw-error.h"
#include "base/tw-rng.h"

#include <math.h>
#include <string.h>

#define MAX_LEN (1024 * 1024)

static char *
canonical (JsonObject *object)
{
  GString *out = g_string_new (NULL);

  tw_json_canonical (object, out);
  return g_string_free (out, FALSE);
}

static char *
recanonical (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = tw_json_parse_object (text, -1, MAX_LEN, &error);

  g_assert_no_error (error);
  return canonical (object);
}

/* What is read, and its one canonical form, which is also a fixed point. */
static void
test_canonical (void)
{
  static const struct {
    const char *text, *canonical;
  } cases[] = {
    { "{}", "{}" },
    { " { \"b\" : 1 ,\n\"a\":\t2 } ", "{\"a\":2,\"b\":1}" },
    { "{\"b\":1,\"aa\":2,\"a\":3,\"B\":4,\"\":5}", "{\"\":5,\"B\":4,\"a\":3,\"aa\":2,\"b\":1}" },
    { "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude02\":5,\"\\u0080\":6,"
      "\"\\u00f6\":7}",
      "{\"\\r\":2,\"1\":4,\"\302\200\":6,\"ö\":7,\"€\":1,\"\357\254\263\":3,\"😂\":5}" },
    { "{\"a\":[true,false,null,[],{}]}", "{\"a\":[true,false,null,[],{}]}" },
    { "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u001f\\u007f\"}",
      "{\"a\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u001f\177\"}" },
    { "{\"路灯\":\"\\u8def\\u706f\"}", "{\"路灯\":\"路灯\"}" },
    { "{\"a\":1,\"a\":2}", "{\"a\":2}" },
    { "{\"a\":[0,-0,0.0,-0.0,1.0,-1,100,1e2,0.5,5e-1,-12.25]}",
      "{\"a\":[0,0,0,0,1,-1,100,100,0.5,0.5,-12.25]}" },
    { "{\"a\":[9007199254740992,-9007199254740992,9007199254740993.0,9007199254740992.0]}",
      "{\"a\":[9007199254740992,-9007199254740992,9007199254740992.0,9007199254740992.0]}" },
    { "{\"a\":[1e300,1E+300,1.5e-300,123456789012345680000.0]}",
      "{\"a\":[1e+300,1e+300,1.5e-300,1.2345678901234568e+20]}" },
    { "{\"a\":[31.2304567,121.4737021,-0.1278,0.1,0.0001,0.00001,0.30000000000000004]}",
      "{\"a\":[31.2304567,121.4737021,-0.1278,0.1,0.0001,1e-05,0.30000000000000004]}" },
    { "{\"a\":[99999999.9999999,1.7976931348623157e308,5e-324]}",
      "{\"a\":[99999999.9999999,1.7976931348623157e+308,4.94065645841247e-324]}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *once = recanonical (cases[i].text), *twice = recanonical (once);

      g_assert_cmpstr (once, ==, cases[i].canonical);
      g_assert_cmpstr (twice, ==, once);
    }
}

/* Members added in any order, few or many, give the same bytes. */
static void
test_order (void)
{
  static const guint sizes[] = { 1, 2, 31, 32, 33, 500 };
  TwRng rng;

  tw_rng_init (&rng, 2);
  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autofree char *first = NULL;

      for (int round = 0; round < 20; round++)
        {
          g_autoptr (JsonObject) object = json_object_new ();
          g_autofree guint *order = g_new (guint, sizes[s]);
          g_autofree char *text = NULL;

          for (guint i = 0; i < sizes[s]; i++)
            {
              guint j = (guint) tw_rng_below (&rng, i + 1);

              order[i] = order[j];
              order[j] = i;
            }
          for (guint i = 0; i < sizes[s]; i++)
            {
              g_autofree char *name = g_strdup_printf ("m%u", order[i] * 7919);

              json_object_set_int_member (object, name, order[i]);
            }
          text = canonical (object);
          if (first == NULL)
            first = g_steal_pointer (&text);
          else
            g_assert_cmpstr (text, ==, first);
        }
    }
}

/* Any double reads back equal, and no shorter %g form would. */
static void
test_doubles (void)
{
  TwRng rng;

  tw_rng_init (&rng, 4);
  for (int i = 0; i < 100000; i++)
    {
      g_autoptr (JsonObject) object = json_object_new (), back = NULL;
      g_autofree char *text = NULL;
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];
      guint64 bits = tw_rng_next (&rng);
      double value;

      memcpy (&value, &bits, sizeof value);
      if (i % 3 == 1)
        value = (double) tw_rng_range (&rng, -1800000000, 1800000000) / 1e7;
      else if (i % 3 == 2)
        value = tw_rng_normal (&rng, 0, 1000);
      if (!isfinite (value))
        continue;
      json_object_set_double_member (object, "a", value);
      text = canonical (object);
      back = tw_json_parse_object (text, -1, MAX_LEN, NULL);
      g_assert_nonnull (back);
      g_assert_cmpfloat (tw_json_get_double (back, "a", NAN), ==, value);
      g_ascii_formatd (buffer, sizeof buffer, "%.14g", value);
      if (i % 3 == 1 && g_ascii_strtod (buffer, NULL) == value)
        {
          g_autofree char *shortest = g_strdup_printf ("{\"a\":%s}", value == 0 ? "0" : buffer);

          if (strchr (buffer, 'e') == NULL)
            g_assert_cmpstr (text, ==, shortest);
        }
    }
}

static void
test_not_json_numbers (void)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_double_member (object, "a", NAN);
  json_object_set_double_member (object, "b", -INFINITY);
  json_object_set_int_member (object, "c", G_MININT64);
  json_object_set_string_member (object, "d", NULL);
  text = canonical (object);
  g_assert_cmpstr (text, ==, "{\"a\":null,\"b\":null,\"c\":-9223372036854775808,\"d\":null}");
}

typedef struct {
  const char *text;
  TwDataError code;
  const char *where;
} Refused;

static const Refused refused[] = {
  { "", TW_DATA_ERROR_SYNTAX, "line 1, byte 1:" },
  { "[]", TW_DATA_ERROR_SYNTAX, "line 1, byte 1:" },
  { "1", TW_DATA_ERROR_SYNTAX, "byte 1:" },
  { "{", TW_DATA_ERROR_SYNTAX, "byte 2:" },
  { "{}x", TW_DATA_ERROR_SYNTAX, "byte 3:" },
  { "{} {}", TW_DATA_ERROR_SYNTAX, "byte 4:" },
  { "{\"a\"}", TW_DATA_ERROR_SYNTAX, "byte 5:" },
  { "{\"a\":}", TW_DATA_ERROR_SYNTAX, "byte 6:" },
  { "{\n \"a\": 1,\n}", TW_DATA_ERROR_SYNTAX, "line 3, byte 1:" },
  { "{\"a\":[1,]}", TW_DATA_ERROR_SYNTAX, "byte 9:" },
  { "{a:1}", TW_DATA_ERROR_SYNTAX, "byte 2:" },
  { "{'a':1}", TW_DATA_ERROR_SYNTAX, "byte 2:" },
  { "{\"a\":1 \"b\":2}", TW_DATA_ERROR_SYNTAX, "byte 8:" },
  { "/* c */{}", TW_DATA_ERROR_SYNTAX, "byte 1:" },
  { "var a = {}", TW_DATA_ERROR_SYNTAX, "byte 1:" },
  { "{\"a\":01}", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":+1}", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":.5}", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":1.}", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":1e}", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":-}", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":0x10}", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":NaN}", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":True}", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":nul}", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":\"x}", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":\"\n\"}", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":\"\\x\"}", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":\"\\u12\"}", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":\"\\", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":\"\\u0000\"}", TW_DATA_ERROR_ENCODING, NULL },
  { "{\"\\u0000\":1}", TW_DATA_ERROR_ENCODING, NULL },
  { "{\"a\":\"\\ud800\"}", TW_DATA_ERROR_ENCODING, NULL },
  { "{\"a\":\"\\ud800x\"}", TW_DATA_ERROR_ENCODING, NULL },
  { "{\"a\":\"\\ud800\\u0041\"}", TW_DATA_ERROR_ENCODING, NULL },
  { "{\"a\":\"\\ud800\\ud800\"}", TW_DATA_ERROR_ENCODING, NULL },
  { "{\"a\":\"\\udc00\\ud800\"}", TW_DATA_ERROR_ENCODING, NULL },
  { "{\"a\":\"\xed\xa0\x80\"}", TW_DATA_ERROR_ENCODING, NULL },
  { "{\"a\":\"\xc0\xaf\"}", TW_DATA_ERROR_ENCODING, NULL },
  { "{\"a\":\"\xff\"}", TW_DATA_ERROR_ENCODING, NULL },
  { "\xef\xbb\xbf{}", TW_DATA_ERROR_SYNTAX, NULL },
  { "{\"a\":9007199254740993}", TW_DATA_ERROR_RANGE, NULL },
  { "{\"a\":-9007199254740993}", TW_DATA_ERROR_RANGE, NULL },
  { "{\"a\":99999999999999999999999999999999}", TW_DATA_ERROR_RANGE, NULL },
  { "{\"a\":1e999}", TW_DATA_ERROR_RANGE, NULL },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refused[i].text);
      g_assert_null (tw_json_parse_object (refused[i].text, -1, MAX_LEN, &error));
      g_assert_error (error, TW_DATA_ERROR, (int) refused[i].code);
      if (refused[i].where != NULL)
        g_assert_nonnull (strstr (error->message, refused[i].where));
    }
}

static void
test_bounds (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = NULL;

  g_assert_null (tw_json_parse_object ("{\"a\":\"b\0c\"}", 11, MAX_LEN, &error));
  g_assert_error (error, TW_DATA_ERROR, TW_DATA_ERROR_ENCODING);
  g_clear_error (&error);
  g_assert_null (tw_json_parse_object ("{\"a\":1}", -1, 6, &error));
  g_assert_error (error, TW_DATA_ERROR, TW_DATA_ERROR_TOO_BIG);
  g_clear_error (&error);
  object = tw_json_parse_object ("{\"a\":1}garbage", 7, 7, &error);
  g_assert_no_error (error);
  g_assert_nonnull (object);
}

/* A thousand brackets must not reach the stack's end; sixty-four levels are fine. */
static void
test_depth (void)
{
  static const struct {
    guint depth;
    gboolean ok;
  } cases[] = { { 64, TRUE }, { 65, FALSE }, { 500000, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new ("{\"a\":");
      g_autoptr (JsonObject) object = NULL;
      g_autoptr (GError) error = NULL;

      for (guint j = 1; j < cases[i].depth; j++)
        g_string_append_c (text, '[');
      for (guint j = 1; j < cases[i].depth; j++)
        g_string_append_c (text, ']');
      g_string_append_c (text, '}');
      object = tw_json_parse_object (text->str, (gssize) text->len, 2 * MAX_LEN, &error);
      g_assert_cmpint (object != NULL, ==, cases[i].ok);
      if (!cases[i].ok)
        g_assert_error (error, TW_DATA_ERROR, TW_DATA_ERROR_TOO_BIG);
    }
}

static void
test_look_ups (void)
{
  g_autoptr (JsonObject) object = tw_json_parse_object (
      "{\"s\":\"x\",\"i\":7,\"d\":2.5,\"w\":3.0,\"b\":true,\"a\":[1],\"o\":{},\"n\":null}", -1,
      MAX_LEN, NULL);
  static const char *const names[] = { "s", "i", "d", "w", "b", "a", "o", "n", "absent" };

  g_assert_nonnull (object);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *name = names[i];
      gboolean is_number = strchr ("idw", name[0]) != NULL && name[1] == '\0';

      g_assert_cmpstr (tw_json_get_string (object, name, "no"), ==, name[0] == 's' ? "x" : "no");
      g_assert_cmpint (tw_json_get_int (object, name, -1), ==,
                       name[0] == 'i'   ? 7
                       : name[0] == 'w' ? 3
                                        : -1);
      g_assert_cmpfloat (tw_json_get_double (object, name, -1), ==,
                         !is_number       ? -1
                         : name[0] == 'i' ? 7
                         : name[0] == 'd' ? 2.5
                                          : 3);
      g_assert_cmpint (tw_json_get_bool (object, name, FALSE), ==, name[0] == 'b');
      g_assert_cmpint (tw_json_get_array (object, name) != NULL, ==, g_str_equal (name, "a"));
      g_assert_cmpint (tw_json_get_object (object, name) != NULL, ==, name[0] == 'o');
    }
  g_assert_true (tw_json_get_bool (object, "s", TRUE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json/canonical", test_canonical);
  g_test_add_func ("/base/json/order", test_order);
  g_test_add_func ("/base/json/doubles", test_doubles);
  g_test_add_func ("/base/json/not-json-numbers", test_not_json_numbers);
  g_test_add_func ("/base/json/refused", test_refused);
  g_test_add_func ("/base/json/bounds", test_bounds);
  g_test_add_func ("/base/json/depth", test_depth);
  g_test_add_func ("/base/json/look-ups", test_look_ups);
  return g_test_run ();
}
