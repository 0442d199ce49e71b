// SPDX-License-Identifier: Apache-2.0
#include "base/tw-csv-source.h"

#include <string.h>

static void
test_encoding (void)
{
  static const struct {
    const char *sample;
    gssize len;
    gboolean is_cut;
    const char *encoding;
  } cases[] = {
    { "", 0, FALSE, "UTF-8" },
    { "a,b\n", -1, FALSE, "UTF-8" },
    { "路灯", -1, FALSE, "UTF-8" },
    { "路灯", 5, TRUE, "UTF-8" },
    { "路灯", 4, TRUE, "UTF-8" },
    { "\xf0\xa0\x80", 3, TRUE, "UTF-8" },
    { "\xc2\xb7\xb5\xc6", -1, FALSE, "GB18030" },
    { "\xc2\xb7\xb5", -1, TRUE, "GB18030" },
    { "x,\xe9"
      "F,\xbb\xf9,\xd6\xec\n",
      -1, FALSE, "GB18030" },
    { "Montr\xe9"
      "al,caf\xe9,Zo\xeb\n",
      -1, FALSE, "WINDOWS-1252" },
    { "stra\xdf"
      "e,5 \xb0\n",
      -1, FALSE, "WINDOWS-1252" },
    { "\xef\xbb\xbf\xff", 4, FALSE, "UTF-8" },
    /* one character cut in two by an export that counts bytes */
    { "时间,诉求,内容\n2026-04-01,路灯,来电反映楼下的路灯坏了请尽快\xe4\xbf,学院路社区\n", -1,
      FALSE, "UTF-8" },
    { "\xff\xfe"
      "a\0",
      4, FALSE, "UTF-16LE" },
    { "\xfe\xff\0a", 4, FALSE, "UTF-16BE" },
    { "a\0,\0b\0\n\0", 8, FALSE, "UTF-16LE" },
    { "\0a\0,\0b\0\n", 8, FALSE, "UTF-16BE" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize len = cases[i].len < 0 ? strlen (cases[i].sample) : (gsize) cases[i].len;

      g_test_message ("%zu", i);
      g_assert_cmpstr (tw_csv_guess_encoding ((const guint8 *) cases[i].sample, len,
                                              cases[i].is_cut),
                       ==, cases[i].encoding);
    }
}

static void
test_delimiter (void)
{
  static const struct {
    const char *sample;
    gboolean is_cut;
    char delimiter;
  } cases[] = {
    { "", FALSE, ',' },
    { "one column\nonly\n", FALSE, ',' },
    { "a,b,c\n1,2,3\n", FALSE, ',' },
    { "a;b;c\n1;2;3\n", FALSE, ';' },
    { "a\tb\n1\t2\n", FALSE, '\t' },
    { "a|b\n1|2\n", FALSE, '|' },
    { "1,5;2,3;3,1\n2,5;3,3;4,1\n", FALSE, ';' },
    { "a;b\n1,5;2\n2,5;3\n", FALSE, ';' },
    { "a,b\n\"1;2;3\",x\n\"4;5;6\",y\n", FALSE, ',' },
    { "\"a;b\";\"c,d\"\n\"1;2\";\"3,4\"\n", FALSE, ';' },
    { "a,b\n\"x\n;;;\n\",y\n\"\"\"q;\"\"\",z\n", FALSE, ',' },
    { "when,where,what\n2024-01-01 10:00,\"a, b\",c;d\n2024-01-01 11:00,e,f\n", FALSE, ',' },
    { "\"a;b\",x\n\"c;d\",y\n", FALSE, ',' },
    { "a;b;c\n1;2", TRUE, ';' },
    { "a;b", TRUE, ';' },
    { "a,b\r1,2\r", FALSE, ',' },
    { "date;text\n1;hello, world\n2;one, two\n3;three, four, five\n", FALSE, ';' },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%zu", i);
      g_assert_cmpint (tw_csv_guess_delimiter (cases[i].sample, strlen (cases[i].sample),
                                               cases[i].is_cut),
                       ==, cases[i].delimiter);
    }
}

static void
test_small_parts (void)
{
  char text[24] = "aaaaaaaaaaaaaaaaaaaaaaa";

  for (gsize len = 0; len < sizeof text; len++)
    {
      g_assert_true (tw_csv_is_ascii (text, len));
      for (gsize i = 0; i < len; i++)
        {
          text[i] = '\x80';
          g_assert_false (tw_csv_is_ascii (text, len));
          text[i] = 'a';
        }
    }
  g_assert_true (tw_csv_guess_cr_rows ("a\rb\r", 4));
  g_assert_false (tw_csv_guess_cr_rows ("a\rb\n", 4));
  g_assert_false (tw_csv_guess_cr_rows ("a", 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/csv-guess/encoding", test_encoding);
  g_test_add_func ("/base/csv-guess/delimiter", test_delimiter);
  g_test_add_func ("/base/csv-guess/small-parts", test_small_parts);
  return g_test_run ();
}
