import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  link: {
    alignItems: 'center',
    color: theme.palette.navigation.selectedColor,
    display: 'flex',
    gap: theme.spacing(1.5),
    height: sidebarConfig.drawerWidthClosed,
    paddingLeft: theme.spacing(3),
    width: '100%',
    '&:hover': { textDecoration: 'none' },
  },
  title: {
    fontWeight: 'bold',
    lineHeight: 1.2,
    // The bar grows over a moment, and the title does not dance meanwhile.
    width: sidebarConfig.drawerWidthOpen - sidebarConfig.drawerWidthClosed,
  },
}));

/** A road that leads on, and the portal's title while the bar is open. */
export function Logo() {
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();
  const title = useApi(configApiRef).getOptionalString('app.title');
  return (
    <Link to="/" underline="none" className={classes.link} aria-label="Home">
      <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
        <path
          d="M9.5 3h5L21 21H3L9.5 3z"
          fill="none"
          stroke="#f2b134"
          strokeWidth="2"
          strokeLinejoin="round"
        />
        <path
          d="M12 5.5v3m0 3v3m0 3v2"
          stroke="#f2b134"
          strokeWidth="1.6"
          strokeLinecap="round"
        />
      </svg>
      {isOpen && <span className={classes.title}>{title}</span>}
    </Link>
  );
}
