// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-application.h"
#include "base/tw-locale.h"

#include "config.h"

#include <gtk/gtk.h>

int
main (int argc, char **argv)
{
  g_autoptr (TwApplication) application = NULL;
  int status;

  tw_locale_apply (NULL); /* for the texts of --help; the options decide again */
  gtk_disable_setlocale ();
  application = tw_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status != 0 ? status : tw_application_get_status (application);
}
