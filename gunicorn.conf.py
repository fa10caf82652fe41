"""How gunicorn serves the portal, wherever it is started. Workers, threads and address come with the command.

It keeps no log of who asked for what (the portal's own read log does). Who turns one on (`--access-logfile -`) gets the
path alone: what follows the question mark can be a name that somebody looked for, and so can the Referer.
"""

access_log_format = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(B)s %(D)s'
limit_request_line = 4094
limit_request_fields = 60
