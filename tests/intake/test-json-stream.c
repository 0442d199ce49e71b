// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-json-stream.h"

#include "base/tw-error.h"

#include <string.h>

static gboolean
write_token (TwJsonToken token, const char *text, double number, guint depth, gpointer user_data,
             GError **error)
{
  static const char *const WORDS[] = { "{", "}", "[", "]", "k:", "s:", "n:", "T", "F", "N" };
  GString *out = user_data;

  g_string_append_printf (out, "%u%s%s ", depth, WORDS[token], text != NULL ? text : "");
  return TRUE;
}

/* Feeds @text in pieces of @step bytes. */
static gboolean
run (const char *text, gsize step, GString *out, GError **error)
{
  g_autoptr (TwJsonStream) stream = tw_json_stream_new (write_token, out);
  gsize len = strlen (text);

  for (gsize at = 0; at < len; at += step)
    if (!tw_json_stream_feed (stream, text + at, MIN (step, len - at), error))
      return FALSE;
  return tw_json_stream_finish (stream, error);
}

static void
test_tokens (void)
{
  static const struct {
    const char *text, *tokens;
  } CASES[] = {
    { "{}", "0{ 0} " },
    { "[1,-2.5e3,true,false,null]", "0[ 1n:1 1n:-2.5e3 1T 1F 1N 0] " },
    { "{\"a\":{\"b\":[\"\"]}}", "0{ 1k:a 1{ 2k:b 2[ 3s: 2] 1} 0} " },
    { "\"\\u8def\\u706f \\ud83d\\ude00 \\n\"", "0s:路灯 😀 \n " },
    { "\"\\ud83d x\"", "0s:\xef\xbf\xbd x " },
    { "{\"a\":1}\n{\"a\":2}\n", "0{ 1k:a 1n:1 0} 0{ 1k:a 1n:2 0} " },
    { "\x1e{}\n\x1e{}", "0{ 0} 0{ 0} " },
    { "\xef\xbb\xbf[]", "0[ 0] " },
    { "12", "0n:12 " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    for (gsize step = 1; step < 9; step++)
      {
        g_autoptr (GString) out = g_string_new (NULL);
        g_autoptr (GError) error = NULL;

        run (CASES[i].text, step, out, &error);
        g_assert_no_error (error);
        g_assert_cmpstr (out->str, ==, CASES[i].tokens);
      }
}

static void
test_broken (void)
{
  static const struct {
    const char *text;
    int code;
  } CASES[] = {
    { "", TW_DATA_ERROR_SYNTAX },         { "{", TW_DATA_ERROR_SYNTAX },
    { "[1,]", TW_DATA_ERROR_SYNTAX },     { "{\"a\"}", TW_DATA_ERROR_SYNTAX },
    { "{\"a\":}", TW_DATA_ERROR_SYNTAX }, { "{a:1}", TW_DATA_ERROR_SYNTAX },
    { "[1 2]", TW_DATA_ERROR_SYNTAX },    { "]", TW_DATA_ERROR_SYNTAX },
    { "[}", TW_DATA_ERROR_SYNTAX },       { "[1e999]", TW_DATA_ERROR_SYNTAX },
    { "[nul]", TW_DATA_ERROR_SYNTAX },    { "\"abc", TW_DATA_ERROR_SYNTAX },
    { "\"\\q\"", TW_DATA_ERROR_SYNTAX },  { "\"\xff\"", TW_DATA_ERROR_ENCODING },
    { "<osm/>", TW_DATA_ERROR_SYNTAX },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      g_assert_false (run (CASES[i].text, 3, out, &error));
      g_assert_error (error, TW_DATA_ERROR, CASES[i].code);
    }
}

static void
test_bounds (void)
{
  g_autofree char *deep = g_strnfill (100, '[');
  g_autofree char *digits = g_strnfill (100, '1');
  g_autofree char *big = g_strnfill (3 * 1024 * 1024, 'a');
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (run (deep, 7, out, &error));
  g_assert_error (error, TW_DATA_ERROR, TW_DATA_ERROR_TOO_BIG);
  g_clear_error (&error);
  g_assert_false (run (digits, 7, out, &error));
  g_clear_error (&error);
  big[0] = '"';
  g_assert_false (run (big, 65536, out, &error));
  g_assert_error (error, TW_DATA_ERROR, TW_DATA_ERROR_TOO_BIG);
}

static void
test_line (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (TwJsonStream) stream = tw_json_stream_new (write_token, out);
  g_autoptr (GError) error = NULL;

  g_assert_false (tw_json_stream_feed (stream, "{\n\n\"a\n\": ]", 10, &error));
  g_assert_cmpuint (tw_json_stream_get_line (stream), ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-stream/tokens", test_tokens);
  g_test_add_func ("/json-stream/broken", test_broken);
  g_test_add_func ("/json-stream/bounds", test_bounds);
  g_test_add_func ("/json-stream/line", test_line);
  return g_test_run ();
}
