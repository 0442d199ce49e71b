// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-application.h"
#include "base/tw-locale.h"

#include "config.h"

#include <gtk/gtk.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/*
 * The C library gives each thread that meets another in malloc() an arena of its own and seldom
 * takes memory back from it. With a dozen short-lived workers (tiles, forecast, imports) that was
 * 120 MB of nothing; two arenas serve them as fast.
 */
static void
share_heaps (void)
{
#ifdef __GLIBC__
  mallopt (M_ARENA_MAX, 2);
#endif
}

int
main (int argc, char **argv)
{
  g_autoptr (TwApplication) application = NULL;
  int status;

  share_heaps ();
  tw_locale_apply (NULL); /* for the texts of --help; the options decide again */
  gtk_disable_setlocale ();
  application = tw_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status != 0 ? status : tw_application_get_status (application);
}
